import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { mostBytes, readBelow } from '../files/read.ts';
import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from '../tree/tree.ts';

/** What tools make and install: not what somebody wrote. */
const made = new Set([
  '.git',
  'node_modules',
  'cdk.out',
  '.venv',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
]);
export const mostFiles = 20_000;

export const isMadeByTools = (path: string): boolean => path.split('/').some((name) => made.has(name));

/** A link as an entry: where it leads is all that it is. */
export const linkEntry = (target: string): Entry => ({ content: Buffer.from(`link to ${target}`), mode: '100644' });

export interface WalkedFiles {
  isWanted?(path: string): boolean;
  /** Is this folder, or link in its place, left out? By default wherever it has the name of what tools make. */
  isLeftOut?(path: string): boolean;
  /** Links too, as what they say; otherwise they are no files. */
  hasLinks?: boolean;
}

/**
 * The files of a folder that somebody else may have made, as far as they are regular and wanted; undefined where they are too many, or
 * too large.
 */
export function workTree(folder: string, options: WalkedFiles = {}): Tree | undefined {
  try {
    return walkedTree(folder, options);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'files/size') return undefined;
    throw error;
  }
}

/** The same, where a file that is too large is refused by its name. */
export function walkedTree(
  folder: string,
  { isWanted = () => true, isLeftOut = isMadeByTools, hasLinks = false }: WalkedFiles = {},
): Tree | undefined {
  const files = new Map<string, Entry>();
  let bytes = 0;
  const entryAt = (path: string, isLink: boolean): Entry | undefined => {
    if (isLink) return linkEntry(readlinkSync(join(folder, path)));
    const content = readBelow(folder, path, mostBytes - bytes);
    return content && { content, mode: '100644' };
  };
  const walk = (below: string): boolean =>
    readdirSync(join(folder, below), { withFileTypes: true }).every((entry) => {
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (isLeftOut(path)) return true;
      // A name that is not UTF-8 is read as another one, where nothing is.
      if (path.includes('\ufffd') && !lstatSync(join(folder, path), { throwIfNoEntry: false })) return true;
      if (entry.isDirectory()) return walk(path);
      const isLink = hasLinks && entry.isSymbolicLink();
      if (!(entry.isFile() || isLink) || !isWanted(path)) return true;
      const found = entryAt(path, isLink);
      if (!found) return true;
      bytes += found.content.length;
      files.set(path, found);
      return files.size <= mostFiles;
    });
  return walk('') ? files : undefined;
}
