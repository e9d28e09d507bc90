import semver from 'semver';
import schema from '../../schemas/overlay.schema.json' with { type: 'json' };
import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { boundProblems, pathProblems, treeProblems } from './checks.ts';
import { controlProblems } from './controls.ts';
import { type Problem, problems, type Schema } from './shape.ts';
import { type Json, parseUntrusted } from './untrusted.ts';

interface Reason {
  why: string;
}

/** The bounds of one answer: those that its kind can have (keys.ts). */
export interface Limit extends Reason {
  oneOf?: (string | number | boolean)[];
  atLeast?: string | number;
  atMost?: string | number;
  includes?: string[];
  keys?: string[];
  startsWith?: string;
}

/** What of an overlay binds a repository; the lock records it, so that `check` needs the overlay no more. */
export interface Policy {
  name: string;
  version: string;
  contact: string;
  lock: Record<string, Reason & { value: Json }>;
  limit: Record<string, Limit>;
  require: {
    files: Record<string, Reason & { unchanged?: boolean }>;
    controls: Record<string, Reason>;
  };
}

export interface Overlay extends Policy {
  /** A semantic version range of create-secure-ml. */
  generator: string;
  defaults: Record<string, Json>;
  remove: string[];
  moves: { from: string; to: string; since: string }[];
  slots: ReadonlySet<string>;
  owner: Record<string, 'generated' | 'seeded'>;
  /** What stands below files/, by the path in the repository. */
  files: Tree;
}

function refuse(found: Problem[], where: string): void {
  if (found.length === 0) return;
  const lines = found.slice(0, 50).map(({ at, what }) => `\n  ${at ? `overlay.json#${at}: ` : ''}${what}`);
  throw new Refusal({
    code: 'overlay/invalid',
    what: `The overlay has ${found.length} fault(s):${lines.join('')}\n`,
    where,
    fix: 'Mend them all; schemas/overlay.schema.json tells what each key takes.',
  });
}

/** The parts of `document` that bind; `document` has been checked against the schema. */
function policyOf(document: Partial<Policy> & Pick<Policy, 'name' | 'version' | 'contact'>): Policy {
  const { name, version, contact, lock = {}, limit = {}, require } = document;
  return {
    name,
    version,
    contact,
    lock,
    limit,
    require: { files: require?.files ?? {}, controls: require?.controls ?? {} },
  };
}

/**
 * Reads an overlay's tree: overlay.json, and what stands below files/. Everything that is wrong is told at once, with
 * its JSON pointer. `where` names the overlay's source in the refusal. Nothing of the overlay is run.
 */
export function readOverlay(tree: Tree, where = 'overlay'): Overlay {
  const json = tree.get('overlay.json');
  if (!json) {
    throw new Refusal({
      code: 'overlay/none',
      what: 'There is no overlay.json',
      where,
      fix: 'Name the folder that has overlay.json, or make one: secure-ml overlay new DIR',
    });
  }
  const value = parseUntrusted(json.content, 'overlay.json');
  const found = [...treeProblems(tree), ...problems(value, schema as Schema)];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(found, where) as never;
  // What the schema finds no fault with is looked at further, so that all faults are told at once.
  const faulty = new Set(found.map(({ at }) => at.split('/')[1]));
  const sound = Object.fromEntries(Object.entries(value).filter(([key]) => !faulty.has(key)));
  const overlay = overlayOf(sound as unknown as Document, tree);
  const ranged = faulty.has('generator') || !('generator' in sound) || semver.validRange(overlay.generator) !== null;
  refuse(
    [
      ...found,
      ...(ranged
        ? []
        : [{ at: '/generator', what: `is ${JSON.stringify(overlay.generator)}, which is no version range` }]),
      ...boundProblems(overlay.limit),
      ...controlProblems(overlay.files),
      ...pathProblems(overlay),
    ],
    where,
  );
  return overlay;
}

/** overlay.json as the schema describes it. */
type Document = Policy &
  Pick<Overlay, 'generator'> &
  Partial<Omit<Overlay, keyof Policy | 'slots' | 'files' | 'generator'>> & { slots?: string[] };

function overlayOf(document: Document, tree: Tree): Overlay {
  const files = new Map<string, Entry>();
  for (const [path, entry] of tree) if (path.startsWith('files/')) files.set(path.slice('files/'.length), entry);
  return {
    ...policyOf(document),
    generator: document.generator,
    defaults: document.defaults ?? {},
    remove: document.remove ?? [],
    moves: document.moves ?? [],
    slots: new Set(document.slots),
    owner: document.owner ?? {},
    files,
  };
}

/** Reads what the lock records of an overlay's policy: untrusted, since anybody can edit the lock. */
export function readPolicy(value: Json, where: string): Policy {
  const { properties = {}, $defs } = schema as Schema;
  const { name, version, contact, lock, limit, require } = properties;
  const bound = { name, version, contact, lock, limit, require } as Record<string, Schema>;
  const recorded: Schema = {
    type: 'object',
    properties: bound,
    required: ['name', 'version', 'contact'],
    additionalProperties: false,
    $defs,
  };
  refuse(problems(value, recorded), where);
  const policy = policyOf(value as unknown as Policy);
  refuse(boundProblems(policy.limit), where);
  return policy;
}

/** The part of an overlay that lock.json records. */
export function recordPolicy(overlay: Policy): Policy {
  return policyOf(overlay);
}

/** The overlay fits this version of create-secure-ml, or a refusal that names both. */
export function assertFits({ name, version, generator }: Overlay, ours: string): void {
  if (semver.satisfies(ours, generator, { includePrerelease: true })) return;
  throw new Refusal({
    code: 'overlay/generator',
    what: `Overlay ${name} ${version} fits create-secure-ml ${generator}, and this is ${ours}`,
    fix: `Use a version of ${name} that fits ${ours}, or npx create-secure-ml@"${generator}".`,
  });
}
