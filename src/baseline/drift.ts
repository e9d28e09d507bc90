import { refuseFile } from '../files/guarded.ts';
import { Listing } from '../files/listing.ts';
import { glanceBelow, mostBytes, readAt, sameAt } from '../files/read.ts';
import { standing } from '../files/standing.ts';
import { Refusal } from '../refusal.ts';
import { isPristine } from '../tree/tree.ts';
import { mostPacked, readBase } from './archive.ts';
import { basePath, type Lock, type Locked, lockPath, mostLock, parseLock } from './lock.ts';
import { isRequired, isSecurity, isSeeded } from './ownership.ts';

export type FileState = 'as generated' | 'edited' | 'deleted' | 'missing' | 'renamed' | 'ejected' | 'yours';

/** How a file differs from what was generated. `missing`: deleted, though nothing is proved without it. */
export interface Drift {
  path: string;
  state: FileState;
  security: boolean;
  /** Its new name, where it was renamed and nothing else. */
  to?: string;
}

/** A file is read for each thing that is asked about it, and can be a hole of any size: of one repository, no more than this. */
const mostRead = 256 * 1024 * 1024;
let read = 0;

/** The lock as the work tree has it. A look at a repository begins with it. */
export function readLock(directory: string): Lock {
  read = 0;
  const bytes = glanceBelow(directory, lockPath, mostLock);
  if (!bytes) {
    throw new Refusal({
      code: 'baseline/no-lock',
      what: `There is no ${lockPath} here`,
      where: directory,
      fix: 'Run this in a generated repository, or name one: -C DIR. In a sparse checkout: git sparse-checkout add .secure-ml',
    });
  }
  return parseLock(bytes);
}

export function readPristine(directory: string, lock: Lock): Map<string, Buffer> {
  const packed = glanceBelow(directory, basePath, mostPacked);
  if (!packed) {
    throw new Refusal({
      code: 'baseline/no-base',
      what: `There is no ${basePath} here`,
      where: directory,
      fix: `Restore it from the last commit: git checkout HEAD -- ${basePath}`,
    });
  }
  return readBase(packed, lock);
}

/**
 * A file's content in the work tree; undefined where there is no regular file, one that is larger than any of ours, or one that the
 * system lets nobody read.
 */
export function contentAt(directory: string, path: string, stats = standing(directory, path)): Buffer | undefined {
  if (!(stats?.isFile() && stats.size <= mostBytes)) return undefined;
  read += stats.size;
  if (read > mostRead)
    refuseFile('size', `Its files are larger than ${mostRead} bytes`, directory, 'Put back those of the last commit.');
  try {
    return readAt(directory, path);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'files/unreadable') return undefined;
    throw error;
  }
}

function stateOf(
  directory: string,
  path: string,
  { owner, blob, mode, overlay }: Locked,
  pristine: Buffer | undefined,
  { listing, seen, overlays }: { listing: Listing; seen: Map<string, boolean>; overlays: ReadonlySet<string> },
): FileState {
  if (owner === 'ejected') return 'ejected';
  // The lock's word alone would hide every edit: what is seeded is known by its path, or an overlay's and decides nothing.
  const isYours = () => isSeeded(path) || (overlay !== undefined && overlays.has(overlay) && !isOfSecurity(path));
  if (owner === 'seeded' && isYours()) return 'yours';
  // The base was compared with the lock when it was read: the same bytes need no hash.
  const same = pristine && listing.at(path)?.isFile() ? sameAt(directory, path, pristine) : undefined;
  const stats = same ?? standing(directory, path, seen);
  if (!stats || stats.isDirectory()) return isRequired(path) ? 'missing' : 'deleted';
  if (!same) {
    const content = contentAt(directory, path, stats);
    if (!content || !isPristine(content, blob)) return 'edited';
  }
  const runs = (stats.mode & 0o100) !== 0;
  return process.platform !== 'win32' && runs !== (mode === '100755') ? 'edited' : 'as generated';
}

/** The classes of paths, which the repositories of a fleet have in common. */
const classes = new Map<string, boolean>();
const mostClasses = 20_000;

function isOfSecurity(path: string): boolean {
  const known = classes.get(path);
  if (known !== undefined) return known;
  const is = isSecurity(path);
  if (classes.size < mostClasses) classes.set(path, is);
  return is;
}

/** Every file of the lock beside the work tree, which `listing` is of. `pristine`: what its base holds, where that was read. */
export function driftOf(
  directory: string,
  lock: Lock,
  pristine?: ReadonlyMap<string, Buffer>,
  listing = new Listing(directory),
): Drift[] {
  const overlays = new Set(lock.overlays.map(({ policy }) => policy.name));
  const looked = { listing, seen: new Map<string, boolean>(), overlays };
  return [...lock.files].map(([path, locked]) => ({
    path,
    state: stateOf(directory, path, locked, pristine?.get(path), looked),
    security: isOfSecurity(path),
  }));
}
