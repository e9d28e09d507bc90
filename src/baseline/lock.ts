import { isDeep, type Json } from '../../templates/judge/read/json.ts';
import { type Recorded, readRecorded } from '../overlay/record.ts';
import { Refusal } from '../refusal.ts';
import { faultInJson, withoutMark } from '../shape/json-place.ts';
import { keptKeyIn } from '../shape/kept-keys.ts';
import { trusted } from '../tree/path.ts';
import { lineReader, placeholder } from './lock-lines.ts';
import type { Owner } from './ownership.ts';

export const lockPath = '.secure-ml/lock.json';
export const basePath = '.secure-ml/base';

/** A file as the generator wrote it. */
export interface Locked {
  mode: '100644' | '100755';
  /** The git blob id of its pristine content. */
  blob: string;
  owner: Owner;
  /** The name of the overlay that brought the file; none: the generator. */
  overlay?: string;
}

/** What .secure-ml/lock.json holds. */
export interface Lock {
  generator: string;
  /** The organizations' layers that the output was rendered with, in their order. */
  overlays: Recorded[];
  answers: Record<string, unknown>;
  sources: Record<string, string>;
  files: ReadonlyMap<string, Locked>;
  /** Paths that the generator has and a person deleted: they stay deleted. */
  removed: readonly string[];
}

const format = 1;
export const mostLock = 8 * 1024 * 1024;
const mostFiles = 20_000;

function broken(what: string, fix = 'Restore the file from the last commit: git checkout HEAD -- .secure-ml'): never {
  throw new Refusal({ code: 'baseline/lock', what, where: lockPath, fix });
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) broken(`"${name}" is not an object`);
  return value as Record<string, unknown>;
}

function list(value: unknown, name: string, most: number): unknown[] {
  if (!Array.isArray(value)) broken(`"${name}" is not a list`);
  if (value.length > most) broken(`"${name}" has more than ${most} entries`);
  return value;
}

function text(value: unknown, name: string, shape: RegExp): string {
  if (typeof value !== 'string' || value.length > 2048 || !shape.test(value))
    broken(`"${name}" is not what it should be`);
  return value;
}

function locked(value: unknown, path: string): Locked {
  const { mode, blob, owner, overlay } = record(value, `files.${path}`);
  return {
    mode: text(mode, `files.${path}.mode`, /^100(644|755)$/) as Locked['mode'],
    blob: text(blob, `files.${path}.blob`, /^[0-9a-f]{40}$/),
    owner: text(owner, `files.${path}.owner`, /^(generated|seeded|ejected)$/) as Owner,
    ...(overlay !== undefined && { overlay: text(overlay, `files.${path}.overlay`, /^[a-z][a-z0-9-]{1,39}$/) }),
  };
}

/** Refuses keys that could reach a prototype, or that every object has. */
function assertHarmless(document: unknown): void {
  const key = keptKeyIn(document);
  if (key !== undefined) broken(`The key "${key}" has no place here`);
}

/** A line of printLock as a file; undefined where anything in it is not sound, or where JSON would have it in another place. */
function lineOf(line: string): [path: string, locked: Locked] | undefined {
  try {
    const document = JSON.parse(`{${line}}`) as object;
    assertHarmless(document);
    const [entry, ...others] = Object.entries(document);
    if (!entry || others.length > 0 || /^\d+$/.test(entry[0])) return undefined;
    return [trusted(entry[0]), locked(entry[1], entry[0])];
  } catch {
    return undefined;
  }
}

const printedFiles = lineReader(lineOf, mostFiles);

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    if (/^(<{7}|>{7}) /m.test(source)) {
      broken(
        'The lock file contains conflict markers: two upgrades were merged',
        'Run: secure-ml upgrade --rebase-base, then continue the merge',
      );
    }
    broken(`The lock is not valid JSON: ${faultInJson(source)}`);
  }
}

/** The lock of which `rest` is all but the files; undefined where that cannot be said. */
function restOf(rest: string): Record<string, unknown> | undefined {
  try {
    const document = JSON.parse(rest);
    return document?.files === placeholder ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a lock as what it is: input that anybody with a branch can write. */
export function parseLock(bytes: Buffer): Lock {
  if (bytes.length > mostLock) broken(`The lock is larger than ${mostLock} bytes`);
  const source = withoutMark(bytes.toString());
  const printed = printedFiles(source);
  const rest = printed && restOf(printed.rest);
  return rest ? lockOf(rest, printed.files) : lockOf(parsed(source));
}

function lockOf(document: unknown, files?: Map<string, Locked>): Lock {
  assertHarmless(document);
  if (isDeep(document)) broken('It nests its values too deep');
  const lock = record(document, 'lock');
  if (lock.format !== format) {
    broken(
      `Its format is ${JSON.stringify(lock.format)?.slice(0, 20)}; this program reads format ${format}`,
      'Use the version of secure-ml that wrote it, or a newer one.',
    );
  }
  const entries = files ? [] : Object.entries(record(lock.files, 'files'));
  if (entries.length > mostFiles) broken(`"files" has more than ${mostFiles} entries`);
  const sources = record(lock.sources, 'sources');
  return {
    generator: text(lock.generator, 'generator', /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/),
    overlays: readRecorded(lock.overlays as Json, lockPath),
    answers: record(lock.answers, 'answers'),
    sources: Object.fromEntries(
      Object.entries(sources).map(([key, value]) => [key, text(value, `sources.${key}`, /^\P{Cc}*$/u)]),
    ),
    files: files ?? new Map(entries.map(([path, value]) => [trusted(path, lockPath), locked(value, path)])),
    removed: list(lock.removed, 'removed', mostFiles).map((path) => trusted(text(path, 'removed', /^/), lockPath)),
  };
}

/** The bytes of a lock: sorted, a file a line, so that a review shows what an upgrade changed. */
export function printLock(lock: Lock): Buffer {
  const lines = [...lock.files.keys()].sort().map((path) => {
    const { mode, blob, owner, overlay } = lock.files.get(path) as Locked;
    // Hundreds of them, and no value but the overlay's name has anything to escape.
    const by = overlay === undefined ? '' : `,"overlay":${JSON.stringify(overlay)}`;
    return `    ${JSON.stringify(path)}: {"mode":"${mode}","blob":"${blob}","owner":"${owner}"${by}}`;
  });
  const sources = Object.fromEntries(Object.entries(lock.sources).sort(([a], [b]) => (a < b ? -1 : 1)));
  const head = JSON.stringify(
    { format, generator: lock.generator, overlays: lock.overlays, answers: lock.answers, sources },
    null,
    2,
  );
  const removed = JSON.stringify([...lock.removed].sort(), null, 2).replaceAll('\n', '\n  ');
  return Buffer.from(`${head.slice(0, -2)},\n  "files": {\n${lines.join(',\n')}\n  },\n  "removed": ${removed}\n}\n`);
}
