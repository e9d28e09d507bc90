import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../read/files.ts';
import { isObject } from '../read/json.ts';

/** A resource of a CloudFormation template as it is written, as far as a comparison needs it. */
export interface RatchetResource {
  Type: string;
  Properties?: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** Resources by `stack/logical id`; a stage's folder is part of the stack's name. */
export type Resources = ReadonlyMap<string, RatchetResource>;

/** Something that the second version of a project has less of. `id`: what accepted.json names. */
export interface Loss {
  id: string;
  what: string;
  /** What it is about, before and after, as far as the words do not say it: a line that accepts the loss accepts no other. */
  content?: unknown;
}

/** What an accepting line is bound to. */
export const digestOfLoss = ({ what, content }: Loss): string =>
  createHash('sha256')
    .update(what)
    .update(content === undefined ? '' : JSON.stringify(content))
    .digest('hex');

const ending = '.template.json';

/** Every resource of an assembly, nested assemblies (stages) included. Throws an AssemblyError that names the file. */
export function ratchetResources(assembly: string): Resources {
  const files = readdirSync(assembly, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending));
  return new Map(
    files.sort().flatMap((file) => {
      const stack = file.slice(0, -ending.length).replaceAll('\\', '/');
      const { Resources: held } = readJson(join(assembly, file));
      return Object.entries(isObject(held) ? held : {}).flatMap(([id, resource]): [string, RatchetResource][] =>
        isObject(resource) ? [[`${stack}/${id}`, resource as unknown as RatchetResource]] : [],
      );
    }),
  );
}

export const rolesIn = (resources: Resources): string[] =>
  [...resources.values()].flatMap(({ Type, Properties: { RoleName: name } = {} }) =>
    Type === 'AWS::IAM::Role' && typeof name === 'string' ? [name] : [],
  );

/** Names of the roles that only the later templates make. */
export function newRolesIn(before: Resources, after: Resources): string[] {
  const known = new Set(rolesIn(before));
  return [...new Set(rolesIn(after))].filter((role) => !known.has(role));
}
