import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { standing } from '../git/standing.ts';
import { Refusal } from '../refusal.ts';
import { isPristine } from '../tree/tree.ts';
import { readBase } from './archive.ts';
import { basePath, type Lock, lockPath, parseLock } from './lock.ts';
import { isRequired, isSecurity } from './ownership.ts';

export type State = 'as generated' | 'edited' | 'deleted' | 'missing' | 'ejected' | 'yours';

/** How a file differs from what was generated. `missing`: deleted, though nothing is proved without it. */
export interface Drift {
  path: string;
  state: State;
  security: boolean;
}

/** The lock as the work tree has it. */
export function readLock(directory: string): Lock {
  const file = join(directory, lockPath);
  if (!existsSync(file)) {
    throw new Refusal({
      code: 'baseline/no-lock',
      what: `There is no ${lockPath} here`,
      where: directory,
      fix: 'Run this in the folder that create-secure-ml wrote, or name it: -C DIR',
    });
  }
  return parseLock(readFileSync(file));
}

export function readPristine(directory: string, lock: Lock): Map<string, Buffer> {
  const file = join(directory, basePath);
  if (!existsSync(file)) {
    throw new Refusal({
      code: 'baseline/no-base',
      what: `There is no ${basePath} here`,
      where: directory,
      fix: `Take it from the last commit: git checkout HEAD -- ${basePath}`,
    });
  }
  return readBase(readFileSync(file), lock);
}

/** No file of ours comes near it; whoever put a larger one at its path made it theirs. */
const mostBytes = 64 * 1024 * 1024;

/** A file's content in the work tree; undefined where no regular file stands. */
export function contentAt(directory: string, path: string): Buffer | undefined {
  const stats = standing(directory, path);
  return stats?.isFile() && stats.size <= mostBytes ? readFileSync(join(directory, path)) : undefined;
}

function stateOf(
  directory: string,
  path: string,
  { owner, blob, mode }: NonNullable<ReturnType<Lock['files']['get']>>,
): State {
  if (owner === 'ejected') return 'ejected';
  if (owner === 'seeded') return 'yours';
  const stats = standing(directory, path);
  if (!stats) return isRequired(path) ? 'missing' : 'deleted';
  const content = contentAt(directory, path);
  if (!content || !isPristine(content, blob)) return 'edited';
  const runs = (stats.mode & 0o100) !== 0;
  return process.platform !== 'win32' && runs !== (mode === '100755') ? 'edited' : 'as generated';
}

/** Every file of the lock beside the work tree. */
export function driftOf(directory: string, lock: Lock): Drift[] {
  return [...lock.files].map(([path, locked]) => ({
    path,
    state: stateOf(directory, path, locked),
    security: isSecurity(path),
  }));
}
