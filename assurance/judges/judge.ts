import type { App } from 'aws-cdk-lib';
import type { Resource } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import type { EventCase } from '../events/cases.ts';
import type { Judges } from '../install.ts';

/** What a judge says against a subject. `where` is a resource, a statement or a file with its place. */
export interface Finding {
  judge: string;
  rule: string;
  where: string;
  what: string;
}

/** A policy document with its intrinsic functions resolved, and whether it is at an identity. */
export interface Policy {
  where: string;
  document: JsonObject;
  identity: boolean;
}

/** What judges look at: a repository with what it synthesizes, or a planted fault in the same shape. */
export interface Subject {
  /** Has the whole repository, without what is installed. */
  directory: string;
  /** Template files. */
  templates: string[];
  /** Of the same templates, with the intrinsic functions resolved. */
  resources: Pick<Resource, 'stack' | 'logicalId' | 'type' | 'properties'>[];
  policies: Policy[];
  /** Sample events of the alert rules. */
  events: EventCase[];
  app: App;
}

export interface Judge {
  id: string;
  /** Its own answer to what version it is. */
  version(installed: Judges): Promise<string>;
  find(subject: Subject, installed: Judges): Promise<Finding[]>;
  /** A rule that the planted fault breaks. */
  planted: string;
}
