import { createHash } from 'node:crypto';
import type { Assembly, Resource } from './assembly.ts';
import { AssemblyError } from './files.ts';
import { isObject, type Json } from './json.ts';
import type { NotProven } from './not-proven.ts';
import { own, type StackInfo } from './parameters.ts';

/** Where code lies: each build puts it elsewhere, and that lets nobody in. */
const ofCode = /^(S3Key|S3ObjectVersion|CodeUri|ContentUri|ImageUri)$/;

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown, withoutCode = false): string {
  const sorted = (key: string, item: unknown) => {
    if (withoutCode && ofCode.test(key)) return undefined;
    return isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item;
  };
  try {
    return JSON.stringify(value, sorted) ?? '';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AssemblyError('values of a template are nested too deep');
  }
}

/** What a path leads to, as places name it: a statement as a whole; all there is where it leads nowhere. */
function valueAt(properties: Json, what: string): Json {
  const path = what.replace(/(\bStatement\[\d+\]).*/s, '$1');
  let value: Json | undefined = properties;
  for (const step of path.split(/[.[\]]+/).filter(Boolean)) {
    if (Array.isArray(value)) value = value[Number(step)];
    // One statement need not be in a list.
    else if (!/^\d+$/.test(step) || !isObject(value)) value = own(value, step);
  }
  return value ?? properties;
}

/** A resource as its template writes it, or the section of that name. */
const writtenAs = ({ template }: StackInfo, name: string): Json =>
  own(template.Resources, name) ?? own(template, name) ?? null;

/** As it is written, with the conditions, mappings and parameters of its template that it names. */
function written(value: Json, { template }: StackInfo, withoutCode: boolean): string {
  let text = canonical(value, withoutCode);
  for (const section of ['Conditions', 'Mappings', 'Parameters']) {
    for (const [name, item] of Object.entries(template[section] ?? {}))
      if (text.includes(`"${name}"`) || text.includes(`\${${name}}`)) text += canonical([name, item]);
  }
  return text;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const isServerless = /^AWS::Serverless::/;

const keyOf = ({ stack, logicalId }: { stack: string; logicalId: string }) => `${stack}\n${logicalId}`;

/**
 * Open places with the digest of what was not read of them, as far as it is here: who accepts one accepts that content, and
 * nothing that comes in its place later.
 */
export function bound(list: NotProven[], assemblies: Assembly[]): NotProven[] {
  const resources = new Map<string, Resource[]>();
  for (const resource of assemblies.flatMap((each) => each.resources))
    resources.set(keyOf(resource), [...(resources.get(keyOf(resource)) ?? []), resource]);
  const isOpen = new Set(
    assemblies.flatMap(({ unresolved }) =>
      unresolved.map(({ stack, where }) => keyOf({ stack, logicalId: where.split(/[.[]/)[0] ?? '' })),
    ),
  );
  const stacks = assemblies.flatMap((each) => each.stacks);
  /** Of one value that thousands of places are in, its text is made once. */
  const known = new Map<Json, string>();
  const hashed = (value: Json, text: () => string): string => {
    if (typeof value !== 'object' || value === null) return text();
    const found = known.get(value) ?? sha256(text());
    known.set(value, found);
    return found;
  };

  /** Resolved, and as it is written where it rests on what is not known. */
  const ofResource = (resource: Resource, what: string): string[] => {
    const { stack: name, logicalId, type, properties } = resource;
    const withoutCode = /^AWS::(Lambda|Serverless)::/.test(type);
    const resting = stacks.filter((stack) => stack.name === name && isOpen.has(keyOf(resource)));
    const raw = resting.map((stack) => {
      const value = valueAt(own(writtenAs(stack, logicalId), 'Properties') ?? null, what);
      return hashed(value, () => written(value, stack, withoutCode));
    });
    const resolved = valueAt(properties, what);
    return [type, hashed(resolved, () => canonical(resolved, withoutCode)), ...raw];
  };
  /** What a transform makes something else of: of AWS's own it is known, of another it may be all. */
  const ofTemplate = (stack: StackInfo, what: string): string[] => {
    const { template, name } = stack;
    if (!what.startsWith('transform ')) return [written(own(template, what) ?? null, stack, false)];
    if (!what.startsWith('transform AWS::')) return [canonical(template, true)];
    const connecting = Object.entries(template.Resources ?? {}).flatMap(([id, each]) => {
      const connectors = own(each, 'Connectors');
      return connectors === undefined ? [] : [id, connectors];
    });
    const its = [...resources.values()].flat().filter(({ stack: of, type }) => of === name && isServerless.test(type));
    return [
      written([template.Transform ?? null, template.Globals ?? null, connecting], stack, true),
      ...its.flatMap((resource) => [resource.logicalId, ...ofResource(resource, '')]),
    ];
  };
  const contentOf = ({ stack: name, logicalId, what, why }: NotProven): string[] => {
    const found = resources.get(keyOf({ stack: name, logicalId }));
    if (found && !why.startsWith('a macro')) return found.flatMap((resource) => ofResource(resource, what));
    return stacks
      .filter((stack) => stack.name === name)
      .flatMap((stack) => {
        if (!logicalId) return ofTemplate(stack, what);
        const value = writtenAs(stack, logicalId);
        return hashed(value, () => written(value, stack, false));
      });
  };
  return list.map(({ rests, ...place }) => {
    if (rests === null) return place;
    const content = [contentOf(place), [...(place.about ?? [])].sort(), rests ?? []];
    return { ...place, digest: sha256(canonical(content)).slice(0, 12) };
  });
}
