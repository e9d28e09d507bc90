import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readBelow } from '../files/read.ts';

const mostRefs = 16 * 1024 * 1024;
const id = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The folder of git's own files, here or above; undefined in a linked work tree, whose files are elsewhere. */
function gitFolder(directory: string): string | undefined {
  const found = lstatSync(join(directory, '.git'), { throwIfNoEntry: false });
  if (found) return found.isDirectory() ? join(directory, '.git') : undefined;
  return dirname(directory) === directory ? undefined : gitFolder(dirname(directory));
}

/**
 * The commit that is checked out, read as data: git is not started in a folder that somebody else wrote. undefined where there
 * is none, or where it is not kept in the usual files (gitrepository-layout(5)).
 */
export function commitAt(directory: string): string | undefined {
  const folder = gitFolder(directory);
  if (!folder) return undefined;
  const textOf = (path: string) => {
    try {
      return readBelow(folder, path, mostRefs)?.toString().trim();
    } catch {
      return undefined;
    }
  };
  const head = textOf('HEAD') ?? '';
  const [, ref = ''] = /^ref: (refs\/[\w./-]+)$/.exec(head) ?? [];
  const loose = ref ? textOf(ref) : head;
  const packed = () =>
    textOf('packed-refs')
      ?.split('\n')
      .find((line) => line.endsWith(` ${ref}`))
      ?.split(' ')[0];
  const commit = loose ?? packed();
  return commit !== undefined && id.test(commit) ? commit : undefined;
}
