import { basePath, lockPath } from '../../baseline/lock.ts';
import { importSnapshots, type Write } from '../../git/import.ts';
import type { Side } from '../../git/objects.ts';
import type { GitRepository } from '../../git/repository.ts';
import type { Scratch } from '../../git/scratch.ts';
import { dirtyFiles, refuseLosses } from '../../git/worktree.ts';
import { blobId } from '../../tree/tree.ts';
import type { Change, File } from '../merge/resolve.ts';
import type { Touched } from './journal.ts';
import { transit } from './transition.ts';

const bare = (file: File | undefined) => file && { mode: file.mode, id: file.id };

/** Every path that HEAD and the result disagree about, with the result's contents. `old` names of moved files leave. */
export function touchedBy(
  changes: Change[],
  old: string[],
  head: Side,
  seals: Map<string, Buffer>,
  sealed: Side,
): Touched[] {
  const touched = new Map<string, Touched>();
  for (const path of old) touched.set(path, { path, before: head.get(path) });
  for (const { path, does, result, stages } of changes) {
    const before = head.get(path);
    if (does === 'keep' && !old.includes(path)) continue;
    if (!stages && before?.id === result?.id && before?.mode === result?.mode) continue;
    const three = stages && { base: bare(stages.base), mine: bare(stages.mine), incoming: bare(stages.incoming) };
    touched.set(path, { path, before, after: bare(result), ...(three && { stages: three }) });
  }
  for (const [path, content] of seals) {
    const after = { mode: '100644', id: blobId(content) };
    if (sealed.get(path)?.id !== after.id) touched.set(path, { path, before: sealed.get(path), after });
  }
  return [...touched.values()].filter(({ before, after, stages }) => before || after || stages);
}

/** The contents that the person's repository may not have yet. */
function newContents(changes: Change[], seals: Map<string, Buffer>): Map<string, Buffer> {
  const files = changes.flatMap(({ result, stages }) => [result, stages?.base, stages?.mine, stages?.incoming]);
  const known = files.flatMap((file) => (file?.content ? [[file.id, file.content] as const] : []));
  return new Map([...known, ...[...seals.values()].map((content) => [blobId(content), content] as const)]);
}

/** A stage whose content nobody has any more (a binary of an old version) cannot be in the index. */
function reachable(touched: Touched, contents: ReadonlyMap<string, Buffer>): Touched {
  const base = touched.stages?.base;
  if (!touched.stages || !base || contents.has(base.id) || base.id === touched.before?.id) return touched;
  return { ...touched, stages: { ...touched.stages, base: undefined } };
}

/** Refuses what would lose something, puts the new objects into the repository, then changes work tree and index as one. */
export async function writeChanges(
  repository: GitRepository,
  scratch: Scratch,
  changes: Change[],
  found: Touched[],
  seals: Map<string, Buffer>,
  what: string,
): Promise<void> {
  const contents = newContents(changes, seals);
  const touched = found.map((entry) => reachable({ ...entry, path: repository.prefix + entry.path }, contents));
  const leaving = touched.filter(({ after }) => !after).map(({ path }) => path);
  await refuseLosses(repository, await dirtyFiles(repository), {
    held: touched.filter(({ before }) => before).map(({ path }) => path),
    leaving: new Set(leaving),
    added: touched.filter(({ before }) => !before).map(({ path }) => path),
  });
  const files = touched.flatMap(({ path, after }): Write[] =>
    after ? [{ path, mode: after.mode, content: contents.get(after.id) ?? { id: after.id } }] : [],
  );
  const loose = touched.flatMap(({ stages }) =>
    [stages?.base, stages?.mine, stages?.incoming].flatMap((blob) => (blob && contents.get(blob.id)) ?? []),
  );
  const [after] = await importSnapshots(
    scratch.directory,
    scratch.through,
    [{ branch: 'after', onto: repository.tree, remove: leaving, write: files }],
    loose,
  );
  await transit(repository, {
    format: 1,
    phase: 'changing',
    way: 'apply',
    what,
    prefix: repository.prefix,
    head: repository.head,
    after: after as string,
    touched,
  });
}

export const sealPaths = [lockPath, basePath] as const;
