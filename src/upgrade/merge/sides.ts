import { readBase } from '../../baseline/archive.ts';
import { basePath, type Lock, lockPath, parseLock } from '../../baseline/lock.ts';
import { type Blob, filesAt, readBlobs, readKnownBlobs, type Side } from '../../git/objects.ts';
import type { GitRepository } from '../../git/repository.ts';
import { Refusal } from '../../refusal.ts';
import { blobId, type Tree } from '../../tree/tree.ts';
import { endsInCrlf, toLf } from './line-ends.ts';

/** What an upgrade starts from: the committed project with its lock and base. */
export interface Committed {
  lock: Lock;
  /** Every file as the generator wrote it last, and the contents of those that are text, by blob id. */
  base: Side;
  pristine: Map<string, Buffer>;
  /** The project's files in HEAD. */
  head: Side;
  /** Lock and base as HEAD has them. */
  sealed: Side;
}

/** The generated texts that the lock names, by blob id, from any commit that this repository has. */
async function fromHistory({ top }: GitRepository, lock: Lock): Promise<Map<string, Buffer>> {
  const generated = [...lock.files.values()].filter(({ owner }) => owner === 'generated');
  return readKnownBlobs(
    top,
    generated.map(({ blob }) => blob),
  );
}

/**
 * The pristine texts by blob id: from the base, or where that is lost, from the history. What neither has is a refusal
 * unless the person adopts: then a file of which nobody has the old text, and which they edited, ends as a conflict.
 */
async function pristineTexts(repository: GitRepository, lock: Lock, base: Buffer | undefined, adopt: boolean) {
  try {
    if (!base) throw new Refusal({ code: 'upgrade/no-base', what: `${basePath} is not in any commit here`, fix: '' });
    const files = readBase(base, lock);
    return new Map([...files].map(([path, content]) => [lock.files.get(path)?.blob as string, content]));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const found = await fromHistory(repository, lock);
    const lost = [...lock.files].filter(([, { owner, blob }]) => owner === 'generated' && !found.has(blob));
    if (lost.length === 0 || adopt) return found;
    throw new Refusal({
      code: error.code,
      what: `${error.what}, and the history here does not have ${lost.length} of the files as they were generated`,
      where: lost[0]?.[0] ?? basePath,
      fix: 'Take lock and base from a commit that has them (git checkout COMMIT -- .secure-ml), fetch the whole history (git fetch --unshallow), or: secure-ml upgrade --adopt',
    });
  }
}

export async function readCommitted(repository: GitRepository, { adopt = false } = {}): Promise<Committed> {
  const head = await filesAt(repository, repository.head);
  const [lockBlob, baseBlob] = [head.get(lockPath), head.get(basePath)];
  if (!lockBlob) {
    throw new Refusal({
      code: 'upgrade/no-lock',
      what: `${lockPath} is not in any commit here`,
      where: repository.prefix || repository.top,
      fix: 'Run this in a generated repository, with .secure-ml committed.',
    });
  }
  const contents = await readBlobs(repository.top, [lockBlob.id, ...(baseBlob ? [baseBlob.id] : [])]);
  const lock = parseLock(contents.get(lockBlob.id) as Buffer);
  return {
    lock,
    base: new Map([...lock.files].map(([path, { mode, blob }]) => [path, { mode, id: blob }])),
    pristine: await pristineTexts(repository, lock, baseBlob && contents.get(baseBlob.id), adopt),
    sealed: new Map([[lockPath, lockBlob], ...(baseBlob ? [[basePath, baseBlob] as const] : [])]),
    head: new Map([...head].filter(([path]) => path !== lockPath && path !== basePath)),
  };
}

/** The same with other texts in the base. */
export function pretending(committed: Committed, asIf?: (path: string, pristine: string) => string): Committed {
  if (!asIf) return committed;
  const [base, pristine] = [new Map(committed.base), new Map(committed.pristine)];
  for (const [path, { id, mode }] of committed.base) {
    const before = committed.pristine.get(id)?.toString();
    const after = before === undefined ? undefined : asIf(path, before);
    if (after === undefined || after === before) continue;
    const content = Buffer.from(after);
    base.set(path, { mode, id: blobId(content) });
    pristine.set(blobId(content), content);
  }
  return { ...committed, base, pristine };
}

export function sideOf(tree: Tree): { side: Side; contents: Map<string, Buffer> } {
  const entries = [...tree].map(([path, { mode, content }]) => ({ path, mode, id: blobId(content), content }));
  return {
    side: new Map(entries.map(({ path, mode, id }) => [path, { mode, id }])),
    contents: new Map(entries.map(({ id, content }) => [id, content])),
  };
}

/** Mine with base's modes where the contents are the same: for a repository whose modes say nothing. */
export function withModesOf(base: Side, mine: Side): Side {
  return new Map(
    [...mine].map(([path, blob]) => [path, base.get(path)?.id === blob.id ? (base.get(path) as Blob) : blob]),
  );
}

/**
 * Mine with line feeds: where a repository keeps CRLF, an unedited file is unedited and an edit is only an edit.
 * `contents`: of every file that differs from base or is `renamed`, by the id that it has here.
 */
export async function mineWithLf(
  repository: GitRepository,
  base: Side,
  mine: Side,
  incoming: Side,
  renamed: ReadonlySet<string>,
): Promise<{ mine: Side; contents: Map<string, Buffer>; crlf: Map<string, Blob> }> {
  const edited = [...mine].filter(([path, { id, mode }]) => {
    const known = base.get(path) ?? incoming.get(path);
    return (renamed.has(path) || (known && known.id !== id)) && mode.startsWith('100');
  });
  const read = await readBlobs(
    repository.top,
    edited.map(([, { id }]) => id),
  );
  const [contents, crlf, side] = [new Map(read), new Map<string, Blob>(), new Map(mine)];
  for (const [path, blob] of edited) {
    const content = read.get(blob.id) as Buffer;
    if (!endsInCrlf(content)) continue;
    const lf = toLf(content);
    crlf.set(path, blob);
    contents.set(blobId(lf), lf);
    side.set(path, { mode: blob.mode, id: blobId(lf) });
  }
  return { mine: side, contents, crlf };
}
