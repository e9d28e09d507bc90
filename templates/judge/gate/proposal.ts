import { execFileSync } from 'node:child_process';
import { AssemblyError } from '../read/files.ts';

/** The files of a project as somebody proposes them: data, of which nothing is run. */
export interface Proposed {
  /** Regular files alone: a link leads where nobody looked. */
  paths: readonly string[];
  /** Paths that are links or repositories of their own. */
  irregular: readonly string[];
  content(path: string): Buffer | undefined;
  text(path: string): string | undefined;
}

const most = 256 * 1024 * 1024;

function git(words: string[], input?: string): Buffer {
  return execFileSync('git', words, { input, maxBuffer: most, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** What merging a commit into the one that is checked out would give, as a tree's id. Nothing is written to the work tree. */
export function mergedTree(commit: string): string {
  const named = `${commit}^{commit}`;
  try {
    git(['rev-parse', '--verify', '--quiet', '--end-of-options', named]);
  } catch {
    throw new AssemblyError(`"${commit}" is not a commit`);
  }
  try {
    return git(['merge-tree', '--write-tree', '--no-messages', 'HEAD', commit]).toString().split('\n')[0] ?? '';
  } catch (error) {
    if ((error as { status?: number }).status === 1)
      throw new AssemblyError(`"${commit}" conflicts with what is checked out: merge that into it first`);
    throw new AssemblyError(`"${commit}" cannot be merged: ${String((error as { stderr?: Buffer }).stderr).trim()}`);
  }
}

/** The files of a tree below the folder in which this runs. `isRead`: whose contents are needed. */
export function proposedFiles(tree: string, isRead: (path: string) => boolean): Proposed {
  const prefix = git(['rev-parse', '--show-prefix']).toString().trim();
  const entries = git(['ls-tree', '-r', '-z', prefix ? `${tree}:${prefix.replace(/\/$/, '')}` : tree])
    .toString()
    .split('\0')
    .flatMap((line): { mode: string; id: string; path: string }[] => {
      const [, mode, id, path] = /^(\d{6}) \w+ ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
      return mode && id && path ? [{ mode, id, path }] : [];
    });
  const regular = entries.filter(({ mode }) => mode.startsWith('100'));
  const read = regular.filter(({ path }) => isRead(path));
  const contents = blobs(read.map(({ id }) => id));
  const byPath = new Map(read.map(({ path, id }) => [path, contents.get(id) as Buffer]));
  return {
    paths: regular.map(({ path }) => path),
    irregular: entries.filter(({ mode }) => !mode.startsWith('100')).map(({ path }) => path),
    content: (path) => byPath.get(path),
    text: (path) => byPath.get(path)?.toString(),
  };
}

/** `git cat-file --batch`: "ID blob SIZE", a line feed, as many bytes, a line feed. */
function blobs(ids: string[]): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const output = ids.length > 0 ? git(['cat-file', '--batch'], `${[...new Set(ids)].join('\n')}\n`) : Buffer.alloc(0);
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    const [id = '', kind, size] = output.subarray(at, end).toString().split(' ');
    if (kind !== 'blob') throw new AssemblyError(`${id} is not a file`);
    const start = end + 1;
    found.set(id, output.subarray(start, start + Number(size)));
    at = start + Number(size) + 1;
  }
  return found;
}
