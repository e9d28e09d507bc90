import { isSecurity } from '../../baseline/ownership.ts';
import { readBlobs, type Side } from '../../git/objects.ts';
import type { GitRepository } from '../../git/repository.ts';
import type { Guard, Objection } from '../../guard/guard.ts';
import { Refusal } from '../../refusal.ts';
import type { Entry, Tree } from '../../tree/tree.ts';
import type { Moved } from '../merge/moves.ts';
import type { Change, File } from '../merge/resolve.ts';

/** Files that only change their name: nothing of the merge speaks of them. */
function named(changes: Change[], { moved, head, mine }: Sides): Change[] {
  const spoken = new Map(changes.map((change) => [change.path, change]));
  const alone = moved.filter(({ applied, to }) => applied && !spoken.has(to));
  return [
    ...changes.map((change): Change => {
      const move = moved.find(({ applied, to }) => applied && to === change.path);
      return move ? { ...change, from: move.from, why: `moved from ${move.from}; ${change.why}` } : change;
    }),
    ...alone.map(({ from, to }): Change => {
      const result = mine.get(to) ?? head.get(from);
      return {
        path: to,
        from,
        does: 'move',
        why: `moved from ${from}`,
        security: isSecurity(to) || isSecurity(from),
        result,
      };
    }),
  ];
}

interface Sides {
  moved: Moved[];
  head: Side;
  mine: Side;
}

export async function treeOf(repository: GitRepository, files: ReadonlyMap<string, File>): Promise<Tree> {
  const regular = [...files].filter(([, { mode }]) => mode.startsWith('100'));
  const read = await readBlobs(
    repository.top,
    regular.flatMap(([, { id, content }]) => (content ? [] : [id])),
  );
  return new Map(
    regular.map(([path, { id, mode, content }]) => [
      path,
      { mode: mode as Entry['mode'], content: content ?? (read.get(id) as Buffer) },
    ]),
  );
}

function resultOf(changes: Change[], { moved, head, mine }: Sides): Map<string, File> {
  const files = new Map<string, File>(head);
  for (const { from, applied } of moved) if (applied) files.delete(from);
  for (const { path, does, result } of changes) {
    const file = does === 'conflict' ? (mine.get(path) ?? undefined) : result;
    if (file) files.set(path, file);
    else files.delete(path);
  }
  return files;
}

/** Changes with the guards' conflicts in them, and what the guards say that no path can carry. */
export interface Consulted {
  changes: Change[];
  objections: Objection[];
  /** The project before and after, without the lock and the base. */
  before(): Promise<Tree>;
  after(): Promise<Tree>;
}

/** Lets the guards look, before anything is written: an objection to a path makes it a conflict, any other is handed on. */
export async function consult(
  repository: GitRepository,
  settled: Change[],
  sides: Sides,
  guards: readonly Guard[],
): Promise<Consulted> {
  let changes = named(settled, sides);
  let headTree: Promise<Tree> | undefined;
  const before = () => {
    headTree ??= treeOf(repository, sides.head);
    return headTree;
  };
  const handedOn: Objection[] = [];
  for (const guard of guards) {
    const pathsOf = (wanted: (change: Change) => boolean) => changes.filter(wanted).map(({ path }) => path);
    const objections = await guard({
      changed: pathsOf(({ does }) => does !== 'keep'),
      conflicts: pathsOf(({ does }) => does === 'conflict'),
      before,
      after: () => treeOf(repository, resultOf(changes, sides)),
    });
    handedOn.push(...objections.filter(({ path }) => !changes.some((change) => change.path === path)));
    changes = changes.map((change): Change => {
      const objection = objections.find(({ path }) => path === change.path);
      if (!objection || change.does === 'conflict') return change;
      const mine = sides.mine.get(change.path);
      const stages = { mine, incoming: change.result };
      return { ...change, does: 'conflict', why: objection.what, result: mine, stages };
    });
  }
  return {
    changes,
    objections: handedOn,
    before,
    after: () => treeOf(repository, resultOf(changes, sides)),
  };
}

/** Refuses for every objection at once; those that stand for later stop nothing. */
export function refuseObjections(objections: readonly Objection[]): void {
  const stops = objections.filter(({ later }) => !later);
  const [first] = stops;
  if (!first) return;
  throw new Refusal({
    code: 'upgrade/guard',
    what: stops.length === 1 ? first.what : `Blocked by the guards for ${stops.length} reasons`,
    fix: stops.length === 1 ? first.fix : 'Each is listed with what to type. To look at all of it: --dry-run',
    faults: stops.length === 1 ? [] : stops.map(({ id, what, fix }) => ({ key: id ?? 'upgrade/guard', what, fix })),
  });
}
