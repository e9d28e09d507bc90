import { lstatSync, type Stats } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { Refusal, systemRefusal } from '../refusal.ts';

const kinds: [(stats: Stats) => boolean, string][] = [
  [(stats) => stats.isSymbolicLink(), 'a symbolic link'],
  [(stats) => stats.isDirectory(), 'a directory'],
  [(stats) => stats.isFIFO(), 'a named pipe'],
  [(stats) => stats.isSocket(), 'a socket'],
  [(stats) => stats.isCharacterDevice() || stats.isBlockDevice(), 'a device'],
];

/** What is there in place of a regular file, in a word for people. */
export function fileKindOf(stats: Stats): string {
  return kinds.find(([is]) => is(stats))?.[1] ?? 'not a regular file';
}

export function refuseFile(code: 'link' | 'kind' | 'size' | 'folder', what: string, where: string, fix: string): never {
  throw new Refusal({ code: `files/${code}`, what, where, fix });
}

const linkFix = 'Replace the link by the file or folder itself, or name another place.';

/** What a system call gives; a Refusal where the system lets nobody look. */
export function orRefused<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw systemRefusal(error) ?? error;
  }
}

const look = (at: string) => orRefused(() => lstatSync(at, { throwIfNoEntry: false }));

/**
 * Refuses a path below `root` that leads through a symbolic link or through something that is not a folder. Returns what is at
 * its end; undefined where a part of it is missing.
 */
export function walk(root: string, path: string): Stats | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  let at = root;
  let stats: Stats | undefined;
  for (const [index, part] of parts.entries()) {
    if (part === '..') refuseFile('folder', `${path} leads out of its folder`, at, 'Name another place.');
    at = join(at, part);
    stats = look(at);
    if (!stats) return undefined;
    if (stats.isSymbolicLink()) refuseFile('link', `${path} leads through a symbolic link`, at, linkFix);
    if (index < parts.length - 1 && !stats.isDirectory()) {
      refuseFile('folder', `A folder of ${path} is ${fileKindOf(stats)}`, at, 'Name another place.');
    }
  }
  return stats;
}

const isRepository = (folder: string) =>
  ['.git', '.secure-ml'].some((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined);

/**
 * Splits a file that a person named into the folder from which no part may be a link, and the rest. That is the outermost
 * repository around it, or `from` where the file is below it: links above are the machine's own (/tmp on macOS), links below
 * can have come with a clone.
 */
export function guardedParts(file: string, from: string): { root: string; path: string } {
  let root = dirname(file);
  for (let folder = root; ; folder = dirname(folder)) {
    if (isRepository(folder) || folder === from) root = folder;
    if (dirname(folder) === folder) break;
  }
  return { root, path: relative(root, file).split(sep).join('/') };
}
