import { isDeepStrictEqual } from 'node:util';
import { weakened } from './protections.ts';
import type { Loss, RatchetResource, Resources } from './resources.ts';
import replacing from './stateful.json' with { type: 'json' };

/** Types whose loss is a loss of data, keys or evidence, with the properties whose change replaces the resource. */
const stateful: Record<string, readonly string[]> = replacing;

/** AWS CloudFormation User Guide, "DeletionPolicy attribute": Delete is what stands where nothing is said. */
const policies = ['Delete', 'Snapshot', 'Retain'];
/** RetainExceptOnCreate lets go only of what the failing operation itself made: what stands is kept as by Retain. */
const strengthOf = (policy = 'Delete') => policies.indexOf(policy === 'RetainExceptOnCreate' ? 'Retain' : policy);

const fateOf = (policy = 'Delete') =>
  policy === 'Delete' ? 'It is DELETED with what it holds' : `${policy}: it stays, outside of any stack`;

const stays = ({ DeletionPolicy }: RatchetResource) => strengthOf(DeletionPolicy) === strengthOf('Retain');

/** `Ref` and `Fn::GetAtt` of a value, at any depth. */
function* referencesOf(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as { Ref?: unknown; 'Fn::GetAtt'?: unknown };
  if (typeof ref === 'string') yield ref;
  if (Array.isArray(attribute) && typeof attribute[0] === 'string') yield attribute[0];
  for (const part of Object.values(value)) yield* referencesOf(part);
}

/** What makes CloudFormation replace the resource; empty where nothing does. */
function causesOf(
  key: string,
  before: RatchetResource,
  after: RatchetResource,
  replaced: ReadonlySet<string>,
): string[] {
  if (before.Type !== after.Type) return [`its type becomes ${after.Type}`];
  const stack = key.slice(0, key.lastIndexOf('/'));
  return (stateful[before.Type] ?? []).flatMap((property) => {
    const [old, now] = [before.Properties?.[property], after.Properties?.[property]];
    if (!isDeepStrictEqual(old, now)) return [`${property} changes`];
    const through = [...referencesOf(now)].find((id) => replaced.has(`${stack}/${id}`));
    return through ? [`${property} refers to ${through}, which is replaced`] : [];
  });
}

/** Replacement spreads along references until nothing more is replaced. */
function replacements(before: Resources, after: Resources): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const [key, old] of before) {
      const now = after.get(key);
      const causes = now && !found.has(key) ? causesOf(key, old, now, new Set(found.keys())) : [];
      if (causes.length > 0) found.set(key, causes);
    }
  }
  return found;
}

const lossOf = (id: string, what: string): Loss => ({ id, what });

/** The new policies are weaker, and with them what a later removal or replacement does. */
function weakerPolicies(key: string, old: RatchetResource, now: RatchetResource): Loss[] {
  const names = ['DeletionPolicy', 'UpdateReplacePolicy'] as const;
  return names
    .filter((name) => strengthOf(now[name]) < strengthOf(old[name]))
    .map((name) =>
      lossOf(
        `upgrade/${name}/${key}`,
        `${key} (${old.Type}): ${name} goes from ${old[name] ?? 'Delete'} to ${now[name] ?? 'Delete'}`,
      ),
    );
}

/**
 * What the second version of the templates would lose of the first: resources with state that are removed or replaced,
 * weaker policies on deletion, protections switched off. What a release declares that it leaves behind, by logical id, is
 * told only where it would not stay.
 */
export function losses(before: Resources, after: Resources, leftBehind: readonly string[] = []): Loss[] {
  const replaced = replacements(before, after);
  return [...before].flatMap(([key, old]): Loss[] => {
    const now = after.get(key);
    const differs = (id: string, what: string): Loss => ({ id, what, content: [old, now ?? null] });
    const isStateful = Object.hasOwn(stateful, old.Type);
    const named = `${key} (${old.Type})`;
    if (!now) {
      if (!isStateful || (leftBehind.includes(key.slice(key.lastIndexOf('/') + 1)) && stays(old))) return [];
      return [differs(`upgrade/removed/${key}`, `${named} is removed. ${fateOf(old.DeletionPolicy)}`)];
    }
    const causes = replaced.get(key);
    const gone =
      causes && isStateful
        ? [
            differs(
              `upgrade/replaced/${key}`,
              `${named} is replaced by an empty one: ${causes.join(', ')}. ${fateOf(old.UpdateReplacePolicy)}`,
            ),
          ]
        : [];
    const weaker = old.Type === now.Type ? weakened(old, now) : [];
    return [
      ...gone,
      ...(isStateful ? weakerPolicies(key, old, now) : []),
      ...weaker.map((name) =>
        differs(
          `upgrade/weaker/${key}/${name.replaceAll(' ', '-')}`,
          `${named} is protected less: ${name} goes down or off`,
        ),
      ),
    ];
  });
}
