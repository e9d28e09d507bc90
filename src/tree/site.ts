import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from './tree.ts';

/** A directory beside the target, in which a repository is built. */
export interface Site {
  directory: string;
  /** Puts it at the target's path: until then nothing is there, afterwards the whole. */
  place(): void;
  discard(): void;
}

const mark = '.secure-ml-';
const aside = 'aside-';
const anHour = 3_600_000;

const remedies: Record<string, string> = {
  ENOSPC: 'The disk is full: free some space and type the same again.',
  EDQUOT: 'Your quota is used up: free some space and type the same again.',
  EACCES: 'You may not write there: name a directory of your own.',
  EPERM: 'You may not write there: name a directory of your own.',
  EROFS: 'That disk cannot be written: name a directory on another one.',
  EBUSY: 'It is in use or a mount point: name a directory inside it.',
  EXDEV: 'It is a mount point: name a directory inside it.',
  EEXIST: 'A part of that path is a file: name another directory.',
  ENOTDIR: 'A part of that path is a file: name another directory.',
  ENAMETOOLONG: 'That path is too long: name a shorter one.',
};

/** A fault of the disk as something that a person can fix; any other error as it is. */
export function diskRefusal(error: unknown, target: string): unknown {
  const fix = remedies[(error as NodeJS.ErrnoException).code ?? ''];
  if (!fix) return error;
  return new Refusal({ code: 'create/disk', what: 'The repository could not be written', where: target, fix });
}

/** Only an empty directory, or one with nothing but .git in it, may become a repository. */
export function isFree(target: string): boolean {
  if (!existsSync(target)) return true;
  return statSync(target).isDirectory() && readdirSync(target).every((name) => name === '.git');
}

const besides = (target: string, name: string) => join(dirname(target), `.${basename(target)}${mark}${name}`);

/**
 * What a killed run left: an unfinished site is removed, and a directory that it had moved aside goes back. Where the
 * target is there, what stands aside may be the only copy of somebody's .git: it is left alone.
 */
function sweep(target: string): void {
  const parent = dirname(target);
  for (const left of readdirSync(parent).map((name) => join(parent, name))) {
    if (!left.startsWith(besides(target, ''))) continue;
    if (left.startsWith(besides(target, aside))) {
      if (!existsSync(target)) renameSync(left, target);
      continue;
    }
    const age = Date.now() - (statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > anHour) rmSync(left, { recursive: true, force: true });
  }
}

/** Removes the directories from `parent` up to `first`, as far as they are empty. */
function removeEmpty(parent: string, first: string | undefined): void {
  if (first === undefined || !parent.startsWith(first)) return;
  try {
    rmdirSync(parent);
    removeEmpty(dirname(parent), first);
  } catch {
    // Where it is not empty, nor is what is above it.
  }
}

/** `keepGit`: with what the target has of git, which the site then takes the place of. */
export function openSite(target: string, keepGit = true): Site {
  const parent = dirname(target);
  const made = mkdirSync(parent, { recursive: true });
  sweep(target);
  let directory: string | undefined;
  const discard = () => {
    if (directory) rmSync(directory, { recursive: true, force: true });
    removeEmpty(parent, made);
  };
  try {
    directory = mkdtempSync(besides(target, ''));
    chmodSync(directory, 0o777 & ~process.umask());
    const git = join(target, '.git');
    if (keepGit && existsSync(git)) cpSync(git, join(directory, '.git'), { recursive: true, verbatimSymlinks: true });
  } catch (error) {
    discard();
    throw error;
  }
  const built = directory;
  return { directory: built, discard, place: () => swap(built, target) };
}

function swap(directory: string, target: string): void {
  // rename(2) replaces an empty directory in one step, but not one that holds .git: that one steps aside first.
  if (!existsSync(target) || readdirSync(target).length === 0) {
    renameSync(directory, target);
    return;
  }
  if (!isFree(target)) {
    const fix = 'Name a directory that does not exist yet.';
    throw new Refusal({
      code: 'create/not-empty',
      what: 'Something else was created there in the meantime',
      where: target,
      fix,
    });
  }
  const away = mkdtempSync(besides(target, aside));
  renameSync(target, away);
  try {
    renameSync(directory, target);
  } catch (error) {
    renameSync(away, target);
    throw error;
  }
  rmSync(away, { recursive: true, force: true });
}

/** What the file system says of files by path, right after each was written. */
export type Written = ReadonlyMap<string, Stats>;

/** The files, each new, below a directory of ours. Hundreds of them: their paths are put together, not normalized. */
export function writeTree(directory: string, tree: Tree): Written {
  const written = new Map<string, Stats>();
  let last = '';
  const folders = new Set<string>();
  for (const path of tree.keys()) {
    const { content, mode } = tree.get(path) as Entry;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (folder !== last && !folders.has(folder)) mkdirSync(`${directory}/${folder}`, { recursive: true });
    folders.add(folder);
    last = folder;
    const file = openSync(`${directory}/${path}`, 'wx', mode === '100755' ? 0o777 : 0o666);
    try {
      // writeSync(2) may take less than all; then this goes on as writeFileSync does.
      if (writeSync(file, content) < content.length) writeFileSync(file, content.subarray(fstatSync(file).size));
      written.set(path, fstatSync(file));
    } finally {
      closeSync(file);
    }
  }
  return written;
}
