import semver from 'semver';
import type { Change } from './resolve.ts';
import { valueOfJson } from './structure/json.ts';
import { equal, isMap, type Prefer, type Value } from './structure/value.ts';

// The name that npm writes into lock files whatever registry is configured (npm Docs, "replace-registry-host").
const publicRegistry = `https://registry.${'npmjs.org'}`;

/** A lock file of npm that an upgrade writes. */
export const isLock = ({ path, does, result }: Change): boolean =>
  /(^|\/)(package-lock|npm-shrinkwrap)\.json$/.test(path) &&
  ['merge', 'conflict', 'update'].includes(does) &&
  result?.mode.startsWith('100') === true;

/** package.json's lists of packages; npm writes the same four into the lock's first entry. */
const lists = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** What a registry answers: a range, a tag, or another name for one (npm Docs, "package.json", dependencies). */
const ofRegistry = (spec: Value | undefined): boolean =>
  typeof spec === 'string' &&
  (semver.validRange(spec.replace(/^npm:(@[^/]+\/)?[^@]+@/, '')) !== null || /^[a-z][\w-]*$/i.test(spec));

/**
 * Why npm may not be started on these two: what they name would lead it to another place than the person's own registry.
 * Undefined where it may.
 */
export function leadsElsewhere(manifest: Value | undefined, lock: Value | undefined): string | undefined {
  if (!isMap(manifest) || !isMap(lock)) return 'package.json or its lock file is not an object';
  if (manifest.workspaces !== undefined) return 'package.json has workspaces';
  for (const list of lists) {
    const names = manifest[list];
    const odd = isMap(names) && Object.entries(names).find(([, spec]) => !ofRegistry(spec));
    if (odd) return `${odd[0]} does not come from a registry`;
  }
  const packages = isMap(lock.packages) ? lock.packages : {};
  const foreign = Object.entries(packages).find(([, entry]) => {
    if (!isMap(entry)) return true;
    const { resolved } = entry;
    return entry.link === true || (resolved !== undefined && !String(resolved).startsWith(`${publicRegistry}/`));
  });
  return foreign && `the lock file has ${foreign[0]} from another place than a registry`;
}

/** The newer of two exact versions that package.json may have of one package. */
export const newerPin: Prefer = ([list], mine, incoming) => {
  if (!lists.some((name) => name === list)) return undefined;
  const [a, b] = [semver.valid(String(mine)), semver.valid(String(incoming))];
  return a && b ? (semver.gt(b, a) ? incoming : mine) : undefined;
};

/** A package of a lock file where both sides may have changed it; undefined: npm finds one that fits. */
function entryOf(was: Value | undefined, mine: Value | undefined, incoming: Value | undefined): Value | undefined {
  if (equal(mine, incoming) || equal(incoming, was)) return mine;
  return equal(mine, was) ? incoming : undefined;
}

/**
 * A lock file for npm to start from: each package whole, from the side that changed it, and none where both changed it in different
 * ways. npm adds what is missing; what is there already it takes as fitting.
 */
export function mergedLock(base: string | undefined, mine: string, incoming: string): string | undefined {
  const [b, m, i] = [base, mine, incoming].map((text) => (text === undefined ? undefined : valueOfJson(text)));
  if (!isMap(m) || !isMap(i) || !isMap(m.packages) || !isMap(i.packages)) return undefined;
  const before = isMap(b) && isMap(b.packages) ? b.packages : {};
  const packages: Record<string, Value> = {};
  for (const path of [...new Set([...Object.keys(m.packages), ...Object.keys(i.packages)])].sort()) {
    const taken = entryOf(before[path], m.packages[path], i.packages[path]);
    if (taken !== undefined) packages[path] = taken;
  }
  return `${JSON.stringify({ ...m, packages }, null, 2)}\n`;
}

/** Do two package.json name the same packages? */
export const sameLists = (one: Value | undefined, other: Value | undefined): boolean =>
  isMap(one) && isMap(other) && lists.every((list) => equal(one[list] ?? {}, other[list] ?? {}));

/** Whether a lock's first entry names the packages that package.json names: `npm ci` refuses it otherwise. */
export function agrees(manifest: Value | undefined, lock: Value | undefined): boolean {
  if (!isMap(manifest) || !isMap(lock) || !isMap(lock.packages)) return false;
  return sameLists(manifest, lock.packages['']);
}
