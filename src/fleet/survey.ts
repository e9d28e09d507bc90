import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { type Accepted, fails } from '../finding.ts';
import { daysUntil, judge, readWaivers, waiversPath } from '../guard/waiver.ts';
import { misplaced } from '../overlay/place.ts';
import { readRecorded } from '../overlay/record.ts';
import { checkPolicy, judgedPaths } from '../overlay/standing.ts';
import type { Json } from '../overlay/untrusted.ts';
import { Refusal } from '../refusal.ts';
import { type Entry, isPristine } from '../tree/tree.ts';

/** What is known of one repository without running anything of it. */
export interface Standing {
  directory: string;
  /** Why nothing else is known. */
  fault?: string;
  generator?: string;
  overlays: { name: string; version: string }[];
  tier?: string;
  region?: string;
  /** Files of the generator: as written, changed, gone. Those that were ejected or seeded do not count. */
  files: { pristine: number; edited: string[]; deleted: string[] };
  /** The rules of its overlays that it breaks without a waiver, by their ids. */
  broken: string[];
  waivers: { active: number; ending: { id: string; until: string; days: number }[]; expired: string[]; faulty: number };
  /** What `upgrade` would do: nothing, or bring these versions; and how many edited files it would have to merge. */
  upgrade: string;
}

/** The newest versions that the survey compares with. */
export interface Newest {
  generator: string;
  /** By name; an overlay that is not here is not compared. */
  overlays: Record<string, string>;
}

const mostBytes = 8 * 1024 * 1024;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown, shape: RegExp) => (typeof value === 'string' && shape.test(value) ? value : undefined);
const versionShape = /^[0-9][\w.+-]{0,63}$/;
const wordShape = /^[\w.-]{1,64}$/;

/** A file of a repository, unless a link leads out of it or it is too large. */
function read(directory: string, path: string): Buffer | undefined {
  const stat = lstatSync(join(directory, path), { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > mostBytes) return undefined;
  return readFileSync(join(directory, path));
}

function json(directory: string, path: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(read(directory, path)?.toString() ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Only what the lock names is read, and only its id is kept: the repository's own files are nobody's business here. */
function compare(directory: string, lock: Record<string, unknown>): Standing['files'] {
  const found: Standing['files'] = { pristine: 0, edited: [], deleted: [] };
  const removed = new Set(Array.isArray(lock.removed) ? lock.removed : []);
  for (const [path, file] of Object.entries(isObject(lock.files) ? lock.files : {})) {
    if (!isObject(file) || file.owner !== 'generated' || removed.has(path) || misplacedForReading(path)) continue;
    const content = read(directory, path);
    if (content === undefined) found.deleted.push(path);
    else if (isPristine(content, typeof file.blob === 'string' ? file.blob : undefined)) found.pristine++;
    else found.edited.push(path);
  }
  return found;
}

function misplacedForReading(path: string): boolean {
  return misplaced(path.replace(/^\.secure-ml\//, '')) !== undefined;
}

function waiversOf(directory: string, today: string): Standing['waivers'] & { accepted: Accepted } {
  const all = readWaivers(read(directory, waiversPath));
  const { accepted } = judge(all, today);
  const dated = all.map(({ id, until }) => ({
    id: String(id).slice(0, 200),
    until: String(until),
    days: daysUntil(String(until), today),
  }));
  const active = dated.filter(({ id }) => accepted.has(id));
  const expired = dated.filter(({ days }) => days < 0).map(({ id }) => id);
  return {
    accepted,
    active: active.length,
    ending: active.filter(({ days }) => days <= 30),
    expired,
    faulty: all.length - active.length - expired.length,
  };
}

function upgradeOf(standing: Standing, newest: Newest): string {
  const { generator, overlays, files } = standing;
  const bring = [
    ...(generator && semver.valid(generator) && semver.lt(generator, newest.generator)
      ? [`create-secure-ml ${newest.generator}`]
      : []),
    ...overlays.flatMap(({ name, version }) => {
      const latest = newest.overlays[name];
      return latest && semver.valid(version) && semver.lt(version, latest) ? [`${name} ${latest}`] : [];
    }),
  ];
  if (bring.length === 0) return 'up to date';
  return `bring ${bring.join(', ')}${files.edited.length > 0 ? `; ${files.edited.length} edited file(s) to merge` : ''}`;
}

/** The recorded policies' findings, on the few files that they speak of. */
function policyOf(
  directory: string,
  lock: Record<string, unknown>,
  accepted: Accepted,
): Pick<Standing, 'overlays' | 'broken'> {
  const recorded = readRecorded((lock.overlays ?? []) as Json, '.secure-ml/lock.json').map(({ policy }) => policy);
  const tree = new Map(
    judgedPaths(recorded).flatMap((path): [string, Entry][] => {
      const content = misplaced(path) ? undefined : read(directory, path);
      return content ? [[path, { content, mode: '100644' }]] : [];
    }),
  );
  const locked = new Map(
    Object.entries(isObject(lock.files) ? lock.files : {}).flatMap(([path, file]): [string, { blob: string }][] =>
      isObject(file) && typeof file.blob === 'string' ? [[path, { blob: file.blob }]] : [],
    ),
  );
  return {
    overlays: recorded.map(({ name, version }) => ({ name, version })),
    broken: checkPolicy(tree, locked, recorded, accepted)
      .filter(fails)
      .map(({ id }) => id),
  };
}

/**
 * How one repository stands, from its lock, its settings and the git blob ids of its files. Reads only; runs neither
 * git nor anything of the repository. `today` is YYYY-MM-DD in UTC.
 */
export function survey(directory: string, newest: Newest, today: string): Standing {
  const empty: Standing = {
    directory,
    overlays: [],
    broken: [],
    files: { pristine: 0, edited: [], deleted: [] },
    waivers: { active: 0, ending: [], expired: [], faulty: 0 },
    upgrade: 'unknown',
  };
  const lock = json(directory, '.secure-ml/lock.json');
  if (!lock)
    return {
      ...empty,
      fault: lstatSync(directory, { throwIfNoEntry: false }) ? 'no lock that can be read' : 'no such directory',
    };
  if (lock.format !== 1) return { ...empty, fault: 'a lock of another format' };
  const settings = json(directory, 'settings.json');
  const generator = textOf(lock.generator, versionShape);
  const tier = textOf(settings?.sensitivity, wordShape);
  const region = textOf(settings?.region, wordShape);
  const standing: Standing = {
    ...empty,
    ...(generator && { generator }),
    ...(tier && { tier }),
    ...(region && { region }),
    files: compare(directory, lock),
  };
  try {
    const { accepted, ...waivers } = waiversOf(directory, today);
    Object.assign(standing, { waivers }, policyOf(directory, lock, accepted));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    standing.fault = `${error.where}: ${error.what}`;
  }
  return { ...standing, upgrade: upgradeOf(standing, newest) };
}

/** Somebody has to look: little is known, a rule is broken, a file is gone, or a waiver has ended or says nothing. */
export function needsLook({ fault, waivers, files, broken }: Standing): boolean {
  return (
    fault !== undefined ||
    broken.length > 0 ||
    waivers.expired.length > 0 ||
    waivers.faulty > 0 ||
    files.deleted.length > 0
  );
}
