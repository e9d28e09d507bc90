import type { GateFinding } from '../../templates/judge/gate/finding.ts';
import { basePath, lockPath, parseLock } from '../baseline/lock.ts';
import { isSeeded, type Owner } from '../baseline/ownership.ts';
import { overlayTraces, sealOf, unsealed } from '../baseline/seal.ts';
import type { Side } from '../git/objects.ts';
import { readPreferences } from '../git/preferences.ts';
import { findRepository, type GitRepository } from '../git/repository.ts';
import { closeScratch, openScratch, type Scratch } from '../git/scratch.ts';
import { refuseDuringOperation } from '../git/worktree.ts';
import type { Guard, Objection } from '../guard/guard.ts';
import { judgeFinding } from '../guard/judge-line.ts';
import { Refusal } from '../refusal.ts';
import { blobId, type Tree } from '../tree/tree.ts';
import { pendingUpgrade } from './apply/abort.ts';
import { alone } from './apply/mutex.ts';
import { recover } from './apply/recover.ts';
import { touchedBy, writeChanges } from './apply/write.ts';
import { consult, refuseObjections, treeOf } from './consult/guards.ts';
import { refuseCollisions } from './merge/collisions.ts';
import { completeLocks } from './merge/complete.ts';
import { decideFiles } from './merge/decide.ts';
import { moveEnabled } from './merge/enabled.ts';
import { applyMoves, moveOf } from './merge/moves.ts';
import { inferRenames } from './merge/renames.ts';
import { type Change, resolveContents } from './merge/resolve.ts';
import { type Committed, mineWithLf, pretending, readCommitted, sideOf, withModesOf } from './merge/sides.ts';
import { compareVersions, movesSince, type Release, releases } from './releases.ts';

export interface UpgradeOptions {
  /** What conflict markers call the new side, as `secure-ml 0.2.0`. */
  label: string;
  /** The commit message that git proposes, and the name of the work: "Upgrade to secure-ml 0.2.0". */
  what: string;
  /** Looks and writes nothing. */
  preview?: boolean;
  /** Deleted paths that are asked for again. */
  restore?: (path: string) => boolean;
  /** Takes another text for the pristine one: what it leaves out counts as never generated, so that it is added. */
  asIf?: (path: string, pristine: string) => string;
  /** Goes on where nobody has the old text of a file: an edit of it ends as a conflict of two versions. */
  adopt?: boolean;
  /** Of a package that both sides raised in package.json, the newer version. */
  newerPins?: boolean;
  guards?: readonly Guard[];
  /** Files of the person's own that answer what the guards say. */
  answer?: (objections: readonly Objection[]) => Tree;
  history?: readonly Release[];
  /** Moves that overlays declare since the versions that the lock names. */
  moves?: readonly [string, string][];
}

export interface Result {
  /** What happens to which file, security files first. */
  changes: Change[];
  /** What the guards say: a preview lists it; an upgrade is refused for it, but for what has to wait until conflicts are resolved. */
  objections: Objection[];
  /** Paths that are left for a person, below the project's folder. */
  conflicts: string[];
  /** Paths that stay deleted. */
  removed: string[];
  /** What the gate of the pull request will ask a line of accepted.json for: all that changes of what judges. */
  judge?: GateFinding;
  /** False where the repository is already what it should be. */
  changed: boolean;
  /** What an interrupted run left, and what became of it. */
  recovered?: string;
}

const ranks = ['conflict', 'remove', 'move', 'merge', 'update', 'add', 'keep'];
const rank = ({ does, security }: Change) => (security ? 0 : ranks.length) + ranks.indexOf(does);

async function merged(
  repository: GitRepository,
  scratch: Scratch,
  committed: Committed,
  incoming: Tree,
  options: UpgradeOptions,
) {
  const sealed = parseLock(incoming.get(lockPath)?.content as Buffer);
  const files = unsealed(incoming);
  const { lock, pristine, head } = committed;
  if (compareVersions(sealed.generator, lock.generator) < 0) {
    throw new Refusal({
      code: 'upgrade/older',
      what: `The repository was written by ${lock.generator}, this is ${sealed.generator}`,
      fix: `Install that version or a newer one: npm install --global create-secure-ml@${lock.generator}`,
    });
  }
  const moves = [...movesSince(lock.generator, options.history ?? releases), ...(options.moves ?? [])];
  const owned = (owner: Owner) => [...lock.files].filter(([, file]) => file.owner === owner).map(([path]) => path);
  const ejected = new Set(owned('ejected').map((path) => moveOf(path, moves)));
  const seeded = owned('seeded').map((path) => moveOf(path, moves));
  const generated = new Map([...committed.base].filter(([path]) => lock.files.get(path)?.owner === 'generated'));
  const preferences = await readPreferences(repository);
  const moved = applyMoves(moves, generated, preferences.fileMode ? head : withModesOf(generated, head));
  const sealing = sideOf(files);
  const renames = await inferRenames(scratch, moved.base, moved.mine, sealing.side, pristine);
  const lf = await mineWithLf(repository, moved.base, moved.mine, sealing.side, new Set(renames.values()));
  const contents = new Map([...pristine, ...sealing.contents, ...lf.contents]);
  const { mine, incoming: side, made, why } = moveEnabled(moved.base, lf.mine, sealing.side, contents);
  const known = new Map([...contents, ...made]);
  const deleted = new Set(lock.removed.map((path) => moveOf(path, moves)));
  const restore = options.restore ?? (() => false);
  const theirOwn = new Set([...ejected, ...seeded]);
  const startsWith = (path: string) => isSeeded(path) || sealed.files.get(path)?.owner === 'seeded';
  const knowledge = { theirOwn, isSeeded: startsWith, removed: deleted, renames, restore };
  const decisions = decideFiles(moved.base, mine, side, knowledge).map((one) => ({
    ...one,
    why: why.get(one.path) ?? one.why,
  }));
  refuseCollisions(decisions, mine);
  const settled = await resolveContents(scratch, decisions, { contents: known, crlf: lf.crlf }, options.label, {
    conflictStyle: preferences.conflictStyle,
    newerPins: options.newerPins,
  });
  const completed = await completeLocks(repository, settled, moved.mine, options.preview === true);
  const { changes, objections, before, after } = await consult(
    repository,
    completed,
    { moved: moved.moved, head, mine: moved.mine },
    options.guards ?? [],
  );
  const removed = [...side.keys()].filter((path) => {
    const gone = (moved.base.has(path) || deleted.has(path)) && !moved.mine.has(path);
    return gone && !renames.has(path) && !restore(path) && !ejected.has(path);
  });
  const { lock: newLock, base } = sealOf(files, sealed, overlayTraces(sealed), { ejected, removed });
  // What is in conflict is judged once a person has resolved it.
  const isOpen = changes.some(({ does }) => does === 'conflict') || changes.every(({ security }) => !security);
  const judge = isOpen
    ? undefined
    : judgeFinding(
        new Map([...(await before()), ...(await treeOf(repository, committed.sealed))]),
        new Map([...(await after()), [lockPath, { mode: '100644', content: newLock }]]),
      );
  return {
    changes: [...changes, ...answering(options.answer?.(objections) ?? new Map(), head)],
    objections,
    ...(judge && { judge }),
    removed,
    seals: new Map([
      [lockPath, newLock],
      [basePath, base],
    ]),
    old: moved.moved.filter(({ applied }) => applied).map(({ from }) => from),
  };
}

function answering(files: Tree, head: Side): Change[] {
  return [...files].map(([path, { content }]): Change => {
    const result = { mode: '100644', id: blobId(content), content };
    const does = head.has(path) ? 'update' : 'add';
    return { path, does, why: 'its lines follow what was asked for', security: false, result };
  });
}

/** The guards take their time: a commit made meanwhile is not what was merged. */
async function refuseMovedHead({ top, head }: GitRepository): Promise<void> {
  if ((await findRepository(top)).head === head) return;
  const fix = 'Nothing was changed. Try again.';
  throw new Refusal({ code: 'upgrade/head-moved', what: 'HEAD moved while the guards ran', fix });
}

async function run(repository: GitRepository, incoming: Tree, options: UpgradeOptions): Promise<Result> {
  const committed = pretending(await readCommitted(repository, options), options.asIf);
  const scratch = openScratch(repository);
  try {
    const { changes, objections, judge, removed, seals, old } = await merged(
      repository,
      scratch,
      committed,
      incoming,
      options,
    );
    const touched = touchedBy(changes, old, committed.head, seals, committed.sealed);
    if (!options.preview) refuseObjections(objections);
    if (!options.preview && options.guards?.length) await refuseMovedHead(repository);
    if (!options.preview && touched.length > 0)
      await writeChanges(repository, scratch, changes, touched, seals, options.what);
    const conflicts = changes.filter(({ does }) => does === 'conflict').map(({ path }) => path);
    const sorted = changes.toSorted((a, b) => rank(a) - rank(b));
    return { changes: sorted, objections, ...(judge && { judge }), conflicts, removed, changed: touched.length > 0 };
  } finally {
    closeScratch(scratch);
  }
}

/**
 * Brings a rendered and sealed tree into the repository around `directory` by a three-way merge with the committed base.
 * The result is in index and work tree, conflicts as git's own; the person commits. Throws a Refusal before anything is changed.
 */
export async function applyTree(directory: string, incoming: Tree, options: UpgradeOptions): Promise<Result> {
  const repository = await findRepository(directory);
  return alone(repository, async () => {
    const recovered = await recover(repository);
    const pending = await pendingUpgrade(repository);
    if (pending) {
      throw new Refusal({
        code: 'upgrade/pending',
        what: `"${pending.what}" is applied but not committed`,
        fix: 'Commit it (git commit), or revert it: secure-ml upgrade --abort',
      });
    }
    if (!options.preview) refuseDuringOperation(repository);
    const result = await run(repository, incoming, options);
    return recovered ? { ...result, recovered } : result;
  });
}
