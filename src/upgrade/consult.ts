import { isSecurity } from '../baseline/ownership.ts';
import { readBlobs, type Side } from '../git/objects.ts';
import type { Repository } from '../git/repository.ts';
import type { Guard } from '../guard/guard.ts';
import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import type { Moved } from './moves.ts';
import type { Change, File } from './settle.ts';

/** Files that only change their name: nothing of the merge speaks of them. */
function named(changes: Change[], { moved, head, ours }: Sides): Change[] {
  const spoken = new Map(changes.map((change) => [change.path, change]));
  const alone = moved.filter(({ applied, to }) => applied && !spoken.has(to));
  return [
    ...changes.map((change): Change => {
      const move = moved.find(({ applied, to }) => applied && to === change.path);
      return move ? { ...change, from: move.from, why: `moved from ${move.from}; ${change.why}` } : change;
    }),
    ...alone.map(({ from, to }): Change => {
      const result = ours.get(to) ?? head.get(from);
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
  ours: Side;
}

async function treeOf(repository: Repository, files: ReadonlyMap<string, File>): Promise<Tree> {
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

function resultOf(changes: Change[], { moved, head, ours }: Sides): Map<string, File> {
  const files = new Map<string, File>(head);
  for (const { from, applied } of moved) if (applied) files.delete(from);
  for (const { path, does, result } of changes) {
    const file = does === 'conflict' ? (ours.get(path) ?? undefined) : result;
    if (file) files.set(path, file);
    else files.delete(path);
  }
  return files;
}

/** Lets the guards look, before anything is written: an objection to a path makes it a conflict, any other stops the upgrade. */
export async function consult(
  repository: Repository,
  settled: Change[],
  sides: Sides,
  guards: readonly Guard[],
): Promise<Change[]> {
  let changes = named(settled, sides);
  for (const guard of guards) {
    const objections = await guard({
      changed: changes.filter(({ does }) => does !== 'keep').map(({ path }) => path),
      before: () => treeOf(repository, sides.head),
      after: () => treeOf(repository, resultOf(changes, sides)),
    });
    const stop = objections.find(({ path }) => path === undefined || !changes.some((change) => change.path === path));
    if (stop) throw new Refusal({ code: 'upgrade/guard', what: stop.what, fix: stop.fix });
    changes = changes.map((change): Change => {
      const objection = objections.find(({ path }) => path === change.path);
      if (!objection || change.does === 'conflict') return change;
      const ours = sides.ours.get(change.path);
      const stages = { ours, theirs: change.result };
      return { ...change, does: 'conflict', why: objection.what, result: ours, stages };
    });
  }
  return changes;
}
