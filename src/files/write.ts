import { randomBytes } from 'node:crypto';
import { closeSync, constants, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { foldersAbove } from '../tree/path.ts';
import { fileKindOf, guardedParts, refuseFile, walk } from './guarded.ts';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;

/** Writes beside and renames: all of the file or none of it, and a link that comes into its place meanwhile is replaced. */
function replace(file: string, content: string | Uint8Array): void {
  const beside = `${file}.${randomBytes(6).toString('hex')}.new`;
  const handle = openSync(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
  try {
    try {
      writeFileSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function assertReplaceable(root: string, path: string): void {
  const stats = walk(root, path);
  if (!stats || stats.isFile()) return;
  refuseFile('kind', `${path} is ${fileKindOf(stats)}`, join(root, path), 'Remove it, or name another file.');
}

/**
 * Writes a file below a folder that this program did not make, with the folders above it. Refuses where a part of the path is a
 * symbolic link, or where something other than a regular file is in its place.
 */
export function writeBelow(root: string, path: string, content: string | Uint8Array): void {
  assertReplaceable(root, path);
  for (const folder of foldersAbove(path)) {
    if (!walk(root, folder)) mkdirSync(join(root, folder));
  }
  replace(join(root, path), content);
}

/**
 * Writes an output that a person named, relative to `from`, and returns its absolute path. Its folder has to be there. Refuses as
 * writeBelow does.
 */
export function writeNamed(named: string, from: string, content: string | Uint8Array): string {
  const file = resolve(from, named);
  const { root, path } = guardedParts(file, from);
  assertReplaceable(root, path);
  if (walk(root, dirname(path)) === undefined && dirname(path) !== '.') {
    refuseFile('folder', 'Its folder does not exist', file, 'Make the folder first, or name another file.');
  }
  replace(file, content);
  return file;
}

/** Removes a file below a folder that this program did not make. Refuses as writeBelow does; nothing happens where nothing is. */
export function removeBelow(root: string, path: string): void {
  assertReplaceable(root, path);
  rmSync(join(root, path), { force: true });
}
