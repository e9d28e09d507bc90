import { readdirSync } from 'node:fs';
import { readBelow } from '../files/read.ts';

/** A resource of a CloudFormation template, as far as a comparison needs it. */
export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** Resources by `stack/logical id`; a stage's folder is part of the stack's name. */
export type Resources = ReadonlyMap<string, Resource>;

const ending = '.template.json';

/** Every resource of an assembly, nested assemblies (stages) included. */
export function readResources(assembly: string): Resources {
  const files = readdirSync(assembly, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending));
  return new Map(
    files.sort().flatMap((file) => {
      const stack = file.slice(0, -ending.length).replaceAll('\\', '/');
      const { Resources: held = {} } = JSON.parse(
        readBelow(assembly, file.replaceAll('\\', '/'))?.toString() ?? '{}',
      ) as {
        Resources?: Record<string, Resource>;
      };
      return Object.entries(held).map(([id, resource]): [string, Resource] => [`${stack}/${id}`, resource]);
    }),
  );
}
