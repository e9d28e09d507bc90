import semver from 'semver';
import schema from '../../schemas/overlay.schema.json' with { type: 'json' };
import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { controlProblems } from './controls.ts';
import { boundsFor, rankOf } from './keys.ts';
import { collisions, misplaced } from './place.ts';
import { type Problem, problems, type Schema } from './shape.ts';
import { languageOf } from './slots.ts';
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

/** npm runs these of a package without being asked (npm docs, "scripts", Life Cycle Scripts). */
const lifecycle = /^(pre|post)?(install|pack|prepare|publish|publishOnly|uninstall)$/;
/** One rendering of the answers each; the generator alone writes them. */
const ours = new Set(['settings.json', 'infra/controls/enabled.ts']);

function boundProblems(limit: Record<string, Limit>): Problem[] {
  return Object.entries(limit).flatMap(([key, { why: _, ...bounds }]) =>
    Object.entries(bounds).flatMap(([bound, value]) => {
      const at = `/limit/${key}/${bound}`;
      const known = boundsFor(key);
      if (!known.includes(bound)) {
        return [{ at, what: `does not fit ${key}; ${known.length > 0 ? known.join(', ') : 'only lock'} would` }];
      }
      if (!['atLeast', 'atMost'].includes(bound) || !Number.isNaN(rankOf(key, value as Json))) return [];
      return [{ at, what: `is ${JSON.stringify(value)}, which has no rank among the values of ${key}` }];
    }),
  );
}

function pathProblems({ files, remove, moves, slots, owner, require }: Overlay): Problem[] {
  const named: [string, string][] = [
    ...remove.map((path, index): [string, string] => [`/remove/${index}`, path]),
    ...moves.flatMap(({ from, to }, index): [string, string][] => [
      [`/moves/${index}/from`, from],
      [`/moves/${index}/to`, to],
    ]),
    ...[...slots].map((path, index): [string, string] => [`/slots/${index}`, path]),
    ...Object.keys(owner).map((path): [string, string] => ['/owner', path]),
    ...Object.keys(require.files).map((path): [string, string] => ['/require/files', path]),
  ];
  const found = named.flatMap(([at, path]) => {
    const fault = misplaced(path);
    return fault ? [{ at, what: `the path ${JSON.stringify(path)} ${fault}` }] : [];
  });
  const absent = (at: string, path: string) =>
    files.has(path) ? [] : [{ at, what: `files/ has no ${JSON.stringify(path)}` }];
  for (const path of slots) {
    found.push(...absent('/slots', path));
    if (!languageOf(path))
      found.push({ at: '/slots', what: `no slot is known for a file like ${JSON.stringify(path)}` });
  }
  for (const path of Object.keys(owner)) found.push(...absent('/owner', path));
  for (const { to } of moves) found.push(...absent('/moves', to));
  for (const path of remove) {
    const at = '/remove';
    if (files.has(path)) found.push({ at, what: `${path} is removed and stands below files/ too` });
    if (Object.hasOwn(require.files, path)) found.push({ at, what: `${path} is removed and required too` });
    if (ours.has(path)) found.push({ at, what: `${path} is the generator's own` });
    if (/^infra\/controls\/[^/]+\//.test(path)) {
      found.push({ at, what: `${path} belongs to a control; controls are switched by lock or defaults: controls.ID` });
    }
  }
  for (const path of files.keys())
    if (ours.has(path)) found.push({ at: '/files', what: `${path} is the generator's own` });
  return found;
}

function treeProblems(tree: Tree): Problem[] {
  const found = [...tree.keys()].flatMap((path) => {
    const fault = misplaced(path);
    return fault ? [{ at: '', what: `the path ${JSON.stringify(path)} ${fault}` }] : [];
  });
  for (const [one, other] of collisions(tree.keys())) {
    found.push({ at: '', what: `${JSON.stringify(one)} and ${JSON.stringify(other)} would be one file on some disks` });
  }
  const manifest = tree.get('package.json');
  const scripts = manifest && (parseUntrusted(manifest.content, 'package.json') as { scripts?: Json } | null)?.scripts;
  for (const script of typeof scripts === 'object' && scripts !== null ? Object.keys(scripts) : []) {
    if (lifecycle.test(script))
      found.push({ at: '', what: `package.json has the script "${script}"; an overlay is data` });
  }
  return found;
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
  refuse(treeProblems(tree), where);
  const value = parseUntrusted(json.content, 'overlay.json');
  refuse(problems(value, schema as Schema), where);
  // The schema above has said what this is.
  const document = value as unknown as Partial<Omit<Overlay, 'slots'>> & { slots?: string[] } & Policy & {
      generator: string;
    };
  const files = new Map<string, Entry>();
  for (const [path, entry] of tree) if (path.startsWith('files/')) files.set(path.slice('files/'.length), entry);
  const overlay: Overlay = {
    ...policyOf(document),
    generator: document.generator,
    defaults: document.defaults ?? {},
    remove: document.remove ?? [],
    moves: document.moves ?? [],
    slots: new Set(document.slots),
    owner: document.owner ?? {},
    files,
  };
  const range = semver.validRange(overlay.generator) === null;
  refuse(
    [
      ...(range
        ? [{ at: '/generator', what: `is ${JSON.stringify(overlay.generator)}, which is no version range` }]
        : []),
      ...boundProblems(overlay.limit),
      ...controlProblems(files),
      ...pathProblems(overlay),
    ],
    where,
  );
  return overlay;
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
