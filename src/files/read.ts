import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileKindOf, guardedParts, orRefused, refuseFile, walk } from './guarded.ts';

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** No file that this program reads whole comes near it. */
export const mostBytes = 64 * 1024 * 1024;

type MakeRoom = (bytes: number) => Buffer;

/** The bytes of a regular file whose folders are known to be real. `into` makes room for that many, or for more. */
export function readAt(root: string, path: string, most = mostBytes, into: MakeRoom = Buffer.allocUnsafe): Buffer {
  const file = join(root, path);
  // O_NONBLOCK: opening a named pipe that nobody writes to would wait for ever.
  const handle = orRefused(() => openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) refuseFile('kind', `${path} is ${fileKindOf(stats)}`, file, 'Put a regular file there.');
    const tooLarge = (): never =>
      refuseFile('size', `${path} is larger than ${most} bytes`, file, 'Put back the file of the last commit.');
    if (stats.size > most) tooLarge();
    // One byte more than it had: a file that grows while it is read is seen, and never read without end.
    const bytes = into(stats.size + 1).subarray(0, stats.size + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(handle, bytes, length, bytes.length - length, null);
    }
    if (length > stats.size) refuseFile('kind', `${path} changed while it was read`, file, 'Try again.');
    return bytes.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}

/** What one comparison after the other reads into: a fleet has hundreds of thousands of files that are what they should be. */
let scratch: Buffer = Buffer.allocUnsafeSlow(1024 * 1024);

/** Room that was there before, or more of it, for whoever keeps nothing of a file. */
export function reused(bytes: number): Buffer {
  if (scratch.length < bytes) scratch = Buffer.allocUnsafeSlow(bytes);
  return scratch;
}

/**
 * What the system says of a file that is known to be regular, in folders that are real, and has this content; undefined of any other, or
 * where nobody could look. Nothing of it is kept.
 */
export function sameAt(root: string, path: string, content: Buffer): Stats | undefined {
  if (content.length >= scratch.length) return undefined;
  let handle: number | undefined;
  try {
    handle = openSync(`${root}/${path}`, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stats = fstatSync(handle);
    if (!stats.isFile() || stats.size !== content.length) return undefined;
    // One byte more than it had: a file that grows meanwhile is another one.
    const length = readSync(handle, scratch, 0, content.length + 1, null);
    return length === content.length && scratch.compare(content, 0, length, 0, length) === 0 ? stats : undefined;
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/**
 * The bytes of a file below a folder that this program did not make; undefined where nothing is there. Refuses what is not a
 * regular file reached through real folders, or is larger than `most` bytes: its size is known before a byte is read.
 */
export function readBelow(root: string, path: string, most = mostBytes, into?: MakeRoom): Buffer | undefined {
  const stats = walk(root, path);
  if (!stats) return undefined;
  if (!stats.isFile()) {
    refuseFile('kind', `${path} is ${fileKindOf(stats)}`, join(root, path), 'Put a regular file there.');
  }
  return readAt(root, path, most, into);
}

/** As readBelow does, for whoever keeps nothing of it: the next file that is read so, or compared, takes its place. */
export function glanceBelow(root: string, path: string, most: number): Buffer | undefined {
  return readBelow(root, path, most, reused);
}

/** The bytes of a file that a person named, relative to `from`; undefined where nothing is there. Refuses as readBelow does. */
export function readNamed(named: string, from: string, most = mostBytes): Buffer | undefined {
  const { root, path } = guardedParts(resolve(from, named), from);
  return readBelow(root, path, most);
}
