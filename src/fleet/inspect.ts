import { contentAt, type Drift, driftOf, readLock, readPristine } from '../baseline/drift.ts';
import type { Lock } from '../baseline/lock.ts';
import { Listing } from '../files/listing.ts';
import { standing } from '../files/standing.ts';
import type { Accepted, Finding } from '../finding.ts';
import { acceptedAt, applyWaivers, readWaivers, unused } from '../guard/waiver.ts';
import { enabledControls, enabledPath, formerEnabledPath } from '../overlay/enabled.ts';
import { checkPolicy, judgedPaths } from '../overlay/standing.ts';
import { templates } from '../package.ts';
import { controlAt } from '../plan/control-at.ts';
import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { typedWord } from '../typed.ts';
import { compareVersions } from '../upgrade/releases.ts';
import { answerFindings } from './answered.ts';
import { topFindings } from './at-top.ts';
import { foldFolders, renamesOf, stillRuns } from './moved.ts';
import { tampering } from './tampering.ts';

/** A repository beside its lock. */
export interface Inspection {
  lock: Lock | undefined;
  base: 'intact' | 'broken';
  files: Drift[];
  /** All that is wrong, what a waiver accepts among it. */
  findings: Finding[];
}

const marker = /^(<{7} yours|>{7} secure-ml-\S+)\r?$/m;

const unreadable = (id: string, kind: Finding['kind'], { what, where, fix }: Refusal): Finding => ({
  id,
  kind,
  level: 'error',
  what,
  fix,
  ...(where && { path: where }),
});

/** What `act` answers, or the finding that its refusal is. */
function or<T>(findings: Finding[], id: string, kind: Finding['kind'], act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    findings.push(unreadable(id, kind, error));
    return undefined;
  }
}

function treeOf(directory: string, paths: Iterable<string>): Tree {
  return new Map(
    [...paths].flatMap((path): [string, Entry][] => {
      const content = contentAt(directory, path);
      return content ? [[path, { content, mode: '100644' }]] : [];
    }),
  );
}

/** Those of the files that are there, whatever is in them. `unedited`: those that were looked at already. */
function standingFiles(directory: string, paths: readonly string[], unedited: ReadonlySet<string>): Tree {
  const seen = new Map<string, boolean>();
  const nothing: Entry = { content: Buffer.alloc(0), mode: '100644' };
  const isThere = (path: string) => unedited.has(path) || standing(directory, path, seen)?.isFile();
  return new Map(paths.flatMap((path): [string, Entry][] => (isThere(path) ? [[path, nothing]] : [])));
}

/** Files that are gone though nothing is proved without them, and conflicts that were left. A control's tell of themselves. */
function* driftFindings(directory: string, files: Drift[], strict: boolean): Generator<Finding> {
  const about = (path: string) => ({ id: `drift/${path}`, kind: 'drift' as const, level: 'error' as const, path });
  for (const { path, state } of files) {
    if (state === 'missing' && !controlAt(path)) {
      const what = `${path} is missing, and the proofs need it`;
      yield { ...about(path), what, fix: `git checkout COMMIT -- ${typedWord(path, 'FILE')}` };
    } else if (state === 'edited' && marker.test(contentAt(directory, path)?.toString('latin1') ?? '')) {
      yield { ...about(path), what: `A conflict was left in ${path}`, fix: 'Resolve it and commit.' };
    } else if (strict && (state === 'edited' || state === 'deleted')) {
      yield { ...about(path), what: `${path} is ${state}`, fix: `secure-ml diff ${typedWord(path, 'FILE')}` };
    }
  }
}

/** Controls that were generated, so that the answers turn them on, and that the code has no more. `unedited`: files as the lock has them. */
function controlFindings(directory: string, lock: Lock, unedited: ReadonlySet<string>): Finding[] {
  const controls = new Set([...lock.files.keys()].map(controlAt));
  const ids = [...controls].filter((id) => id !== undefined);
  const neededOf = (id: string) => ['control', 'proof'].map((name) => `infra/controls/${id}/${name}.ts`);
  const others = standingFiles(directory, ids.flatMap(neededOf), unedited);
  const tree = new Map([...treeOf(directory, [enabledPath, formerEnabledPath]), ...others]);
  const enabled = enabledControls(tree);
  const list = tree.has(enabledPath) ? enabledPath : formerEnabledPath;
  return ids.flatMap((id): Finding[] => {
    const gone = neededOf(id).filter((path) => lock.files.has(path) && !unedited.has(path) && !tree.has(path));
    if (enabled.has(id) && gone.length === 0) return [];
    const what = gone.length > 0 ? `${gone.join(', ')} is missing` : `${list} does not turn it on`;
    return [
      {
        id: `control/${id}`,
        kind: 'control',
        level: 'error',
        what: `The control ${id} is off: ${what}`,
        fix: `secure-ml control ${id} turns it on again; to leave it off, if the tier allows that: secure-ml control ${id} --off`,
        path: gone[0] ?? list,
      },
    ];
  });
}

function withAcceptance(finding: Finding, accepted: Accepted): Finding {
  const acceptance = accepted.get(finding.id);
  // What is bound to a content is accepted of that content alone.
  const isBound = acceptance && (finding.digest === undefined || acceptance.digest === finding.digest);
  return acceptance && isBound ? { ...finding, accepted: acceptance } : finding;
}

function* versionFindings(lock: Lock, program: string): Generator<Finding> {
  if (compareVersions(lock.generator, program) <= 0) return;
  const what = `It was written by ${lock.generator}, this is ${program}`;
  yield {
    id: 'version/older',
    kind: 'version',
    level: 'error',
    what,
    fix: `Install that version or a newer one: npm install --global create-secure-ml@${lock.generator}`,
  };
}

function baseFindings(directory: string, lock: Lock, pristine: ReadonlyMap<string, Buffer>): Finding[] {
  const binary = (path: string) => contentAt(directory, path)?.includes(0) ?? true;
  const beside = [...lock.files].filter(([path, { owner }]) => owner === 'generated' && !pristine.has(path));
  return beside.flatMap(([path]): Finding[] => {
    if (binary(path)) return [];
    const what = `The base does not hold ${path}`;
    return [
      { id: 'version/base', kind: 'version', level: 'error', what, fix: 'git checkout HEAD -- .secure-ml', path },
    ];
  });
}

/**
 * Inspects the repository at `directory`, and runs nothing of it. Everything that is wrong is a finding, also a lock that
 * cannot be read; only where there is none, that is refused. `today`: YYYY-MM-DD in UTC. `program`: this version.
 */
export function inspect(directory: string, program: string, today: string, strict = false): Inspection {
  const findings: Finding[] = [];
  let lock: Lock;
  try {
    lock = readLock(directory);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'baseline/no-lock') throw error;
    return { lock: undefined, base: 'broken', files: [], findings: [unreadable('version/lock', 'version', error)] };
  }
  const waivers = or(findings, 'waiver/file', 'waiver', () => readWaivers(acceptedAt(directory)));
  const judged = applyWaivers(waivers ?? [], today);
  const pristine = or(findings, 'version/base', 'version', () => readPristine(directory, lock));
  const listing = new Listing(directory);
  const drifted = driftOf(directory, lock, pristine, listing);
  const renames = renamesOf(directory, lock, drifted);
  const files = drifted.map((file): Drift => {
    const to = renames.get(file.path);
    return to === undefined ? file : { ...file, state: 'renamed', to };
  });
  const moved = new Set([...renames].flatMap(([from, to]) => (stillRuns(from, to) ? [to] : [])));
  const policies = lock.overlays.map(({ policy }) => policy);
  const unedited = new Set(drifted.filter(({ state }) => state === 'as generated').map(({ path }) => path));
  const judging = tampering(directory, lock, { templates, version: program, unedited, pristine, listing });
  const every = [
    ...driftFindings(directory, files, true),
    ...controlFindings(directory, lock, unedited),
    // A workflow that only changed its file's name is not a second one of its own name.
    ...judging.filter(({ path = '' }) => !stillRuns(path, renames.get(path)) && !moved.has(path)),
    ...answerFindings(directory, lock, templates),
    ...(or(findings, 'drift/workflows', 'drift', () => topFindings(directory, String(lock.answers.name))) ?? []),
  ];
  const policy = checkPolicy(
    treeOf(directory, judgedPaths(policies, lock.files.keys())),
    lock.files,
    policies,
    judged.accepted,
  );
  const drift = new Set([...driftFindings(directory, files, strict)].map(({ id }) => id));
  const shown = every.filter(
    ({ id, kind }) => kind !== 'drift' || drift.has(id) || !lock.files.has(id.slice('drift/'.length)),
  );
  findings.push(
    ...versionFindings(lock, program),
    ...(pristine ? baseFindings(directory, lock, pristine) : []),
    ...foldFolders(
      directory,
      shown.map((finding) => withAcceptance(finding, judged.accepted)),
      renames,
    ),
    ...policy,
    ...judged.findings,
    // What upgrade, the gate and access accept is not looked at here, nor from whom a control is inherited.
    ...unused(judged.accepted, [...every, ...policy]).filter(
      ({ id }) => !/^waiver\/(upgrade|access|control)\//.test(id),
    ),
  );
  return { lock, base: pristine ? 'intact' : 'broken', files, findings };
}
