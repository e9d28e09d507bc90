import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mostBytes, readBelow } from '../files/read.ts';
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
const mostFiles = 20_000;

/**
 * The files of a folder that somebody else may have made, as far as they are regular and wanted; undefined where they are too many.
 */
export function workTree(folder: string, isWanted: (path: string) => boolean = () => true): Tree | undefined {
  const files = new Map<string, Entry>();
  let bytes = 0;
  const walk = (below: string): boolean =>
    readdirSync(join(folder, below), { withFileTypes: true }).every((entry) => {
      if (made.has(entry.name)) return true;
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return walk(path);
      if (!entry.isFile() || !isWanted(path)) return true;
      const content = readBelow(folder, path, mostBytes - bytes);
      if (!content) return true;
      bytes += content.length;
      files.set(path, { content, mode: '100644' });
      return files.size <= mostFiles;
    });
  return walk('') ? files : undefined;
}
