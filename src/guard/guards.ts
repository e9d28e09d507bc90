import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutMark } from '../shape/json-place.ts';
import type { Tree } from '../tree/tree.ts';
import { objectionsBetween } from './between.ts';
import type { Crossing, Guard, Objection } from './guard.ts';
import { type OptIn, ratchet, ratchetPaths } from './ratchet.ts';
import { renameRoles } from './renamed-roles.ts';
import { layOut, type Synthesis, synthesize, toolsOf } from './synthesis.ts';
import { applyWaivers, readWaivers, waiversPath } from './waiver.ts';

/** Files that the templates come from. What a newer library makes of them shows only once it is installed. */
const synthesized = /^(infra\/(?!.*\.test\.ts$)|settings\.json$|cdk(\.context)?\.json$)/;

const withoutGuards = 'or go on without looking: --without-guards';

/** Has somebody agreed that this code runs? What comes of it and of this program's own templates may run too. */
export interface Consent {
  (before: Tree): Promise<boolean>;
  /** Remembers the merged code, which is what somebody agreed to and what this program brings. */
  merged(before: Tree, after: Tree): Promise<void>;
}

const stop = (what: string, fix: string): Objection => ({ what, fix: `${fix}; ${withoutGuards}` });

const notAgreed = stop(
  'Looking at buckets, keys and access runs code of this repository, and nobody has agreed to that on this machine',
  'Read infra/ and package.json, then add: --trust-repository',
);

/** What releases since the repository's own declare, so that nobody is asked about it. */
export interface DeclaredByReleases {
  optIn: OptIn;
  /** Roles with another name, old name first. */
  roles: ReadonlyMap<string, string>;
}

/** The project's name, with which its roles' names begin. */
function nameOf(tree: Tree): string {
  const { name } = JSON.parse(withoutMark(String(tree.get('settings.json')?.content ?? '{}'))) as { name?: unknown };
  return typeof name === 'string' ? name : '';
}

/** Before and after, side by side on disk, with both assemblies. */
interface Pair {
  before: Synthesis;
  after: Synthesis;
  /** The merged project's folder. */
  project: string;
  assemblies: { before: string; after: string };
}

async function synthesizeBoth(scratch: string, before: Tree, after: Tree, modules: string): Promise<Pair> {
  const folders = ['before', 'after'].map((name) => join(scratch, name)) as [string, string];
  const assemblies = { before: join(scratch, 'out-before'), after: join(scratch, 'out-after') };
  for (const [at, tree] of [before, after].entries()) {
    mkdirSync(folders[at] as string);
    layOut(tree, folders[at] as string, modules);
  }
  const [old, now] = await Promise.all([
    synthesize(folders[0], assemblies.before),
    synthesize(folders[1], assemblies.after),
  ]);
  return { before: old, after: now, project: folders[1], assemblies };
}

/** Objections where the templates cannot be compared, or that the merged project fails its own rules and the old one did not. */
function* faultsOf({ before, after }: Pair, hasConflicts: boolean): Generator<Objection> {
  if (!before.assembly)
    yield stop(`What is committed does not synthesize:\n${before.said}`, 'Fix it first: npm run synth');
  else if (!after.assembly && hasConflicts)
    yield {
      what: 'The result does not synthesize because of its conflicts, so its templates and access were not checked',
      fix: 'Resolve them, then: secure-ml upgrade --guards',
      later: true,
    };
  else if (!after.assembly || (after.failed && !before.failed))
    yield stop(`The result does not synthesize:\n${after.said}`, 'Fix what it names, commit, and try again');
}

async function judgeTemplates(crossing: Crossing, modules: string, declared: DeclaredByReleases): Promise<Objection[]> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'secure-ml-')));
  try {
    const earlier = await crossing.before();
    const pair = await synthesizeBoth(scratch, earlier, await crossing.after(), modules);
    const faults = [...faultsOf(pair, crossing.conflicts.length > 0)];
    if (!pair.before.assembly || !pair.after.assembly) return faults;
    const { before, after } = pair.assemblies;
    renameRoles(before, nameOf(earlier), declared.roles);
    const accepted = join(pair.project, waiversPath);
    return [...faults, ...(await objectionsBetween(before, after, accepted, [...declared.optIn.values()].flat()))];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function judgeAgreed(crossing: Crossing, modules: string, consent: Consent, declared: DeclaredByReleases) {
  if (!(await consent(await crossing.before()))) return [notAgreed];
  const objections = await judgeTemplates(crossing, modules, declared);
  await consent.merged(await crossing.before(), await crossing.after());
  return objections;
}

/** Whether today's waivers accept an objection: one that is bound to a content accepts that content alone. */
function acceptanceBy(waivers: Buffer | undefined): (objection: Objection) => boolean {
  const { accepted } = applyWaivers(readWaivers(waivers), new Date().toISOString().slice(0, 10));
  return ({ id, digest }) => {
    const line = id === undefined ? undefined : accepted.get(id);
    return line !== undefined && (line.digest === undefined || digest === undefined || line.digest === digest);
  };
}

/**
 * The three guards on one crossing: losses of state, wider access, anything that goes down. `waivers` is what
 * waivers.json holds now, committed or not: a pull request shows it beside the upgrade. `consent` is asked before code of the
 * repository runs.
 */
export function guardsFor(
  project: string,
  top: string,
  waivers: Buffer | undefined,
  consent: Consent,
  declared: DeclaredByReleases = { optIn: new Map(), roles: new Map() },
): Guard {
  return async (crossing) => {
    const isAccepted = acceptanceBy(waivers);
    const touches = (paths: (path: string) => boolean) => crossing.changed.some(paths);
    const objections: Objection[] = [];
    if (touches((path) => ratchetPaths.includes(path)))
      objections.push(...ratchet(await crossing.before(), await crossing.after(), declared.optIn));
    if (touches((path) => synthesized.test(path))) {
      const modules = toolsOf(project, top);
      const seen = waivers && { ...crossing, after: async () => withWaivers(await crossing.after(), waivers) };
      objections.push(
        ...(modules
          ? await judgeAgreed(seen || crossing, modules, consent, declared)
          : [
              stop(
                'Nothing is installed here, so nobody can say what the upgrade does to buckets, keys and access',
                'Install first: npm ci --ignore-scripts',
              ),
            ]),
      );
    }
    if (crossing.conflicts.some((path) => synthesized.test(path)) && objections.every(({ later }) => !later)) {
      objections.push({
        what: 'Where conflicts are unresolved, the guards checked your version',
        fix: 'When they are resolved: secure-ml upgrade --guards',
        later: true,
      });
    }
    return objections.filter((objection) => !isAccepted(objection));
  };
}

function withWaivers(tree: Tree, content: Buffer): Tree {
  return new Map([...tree, [waiversPath, { content, mode: '100644' as const }]]);
}
