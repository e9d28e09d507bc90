import { readBase } from '../baseline/archive.ts';
import { basePath, type Lock, lockPath, parseLock } from '../baseline/lock.ts';
import { type Blob, filesAt, readBlobs, type Side } from '../git/objects.ts';
import type { Repository } from '../git/repository.ts';
import { Refusal } from '../refusal.ts';
import { blobId, type Tree } from '../tree/tree.ts';
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

export async function readCommitted(repository: Repository): Promise<Committed> {
  const head = await filesAt(repository, repository.head);
  const [lockBlob, baseBlob] = [head.get(lockPath), head.get(basePath)];
  if (!lockBlob || !baseBlob) {
    throw new Refusal({
      code: 'upgrade/no-lock',
      what: `${lockBlob ? basePath : lockPath} is in no commit here`,
      where: repository.prefix || repository.top,
      fix: 'Run this in the folder that create-secure-ml wrote, with .secure-ml committed.',
    });
  }
  const contents = await readBlobs(repository.top, [lockBlob.id, baseBlob.id]);
  const lock = parseLock(contents.get(lockBlob.id) as Buffer);
  const files = readBase(contents.get(baseBlob.id) as Buffer, lock);
  return {
    lock,
    base: new Map([...lock.files].map(([path, { mode, blob }]) => [path, { mode, id: blob }])),
    pristine: new Map([...files].map(([path, content]) => [lock.files.get(path)?.blob as string, content])),
    sealed: new Map([
      [lockPath, lockBlob],
      [basePath, baseBlob],
    ]),
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

/** Ours with base's modes where the contents are the same: for a repository whose modes say nothing. */
export function withModesOf(base: Side, ours: Side): Side {
  return new Map(
    [...ours].map(([path, blob]) => [path, base.get(path)?.id === blob.id ? (base.get(path) as Blob) : blob]),
  );
}

/**
 * Ours with line feeds: where a repository keeps CRLF, an unedited file is unedited and an edit is only an edit.
 * `contents`: of every file that differs from base or is `renamed`, by the id that it has here.
 */
export async function oursWithLf(
  repository: Repository,
  base: Side,
  ours: Side,
  theirs: Side,
  renamed: ReadonlySet<string>,
): Promise<{ ours: Side; contents: Map<string, Buffer>; crlf: Map<string, Blob> }> {
  const edited = [...ours].filter(([path, { id, mode }]) => {
    const known = base.get(path) ?? theirs.get(path);
    return (renamed.has(path) || (known && known.id !== id)) && mode.startsWith('100');
  });
  const read = await readBlobs(
    repository.top,
    edited.map(([, { id }]) => id),
  );
  const [contents, crlf, side] = [new Map(read), new Map<string, Blob>(), new Map(ours)];
  for (const [path, blob] of edited) {
    const content = read.get(blob.id) as Buffer;
    if (!endsInCrlf(content)) continue;
    const lf = toLf(content);
    crlf.set(path, blob);
    contents.set(blobId(lf), lf);
    side.set(path, { mode: blob.mode, id: blobId(lf) });
  }
  return { ours: side, contents, crlf };
}
