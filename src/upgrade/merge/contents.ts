import { GitFault, git, split } from '../../git/git.ts';
import { importSnapshots } from '../../git/import.ts';
import { readBlobs } from '../../git/objects.ts';
import type { Scratch } from '../../git/scratch.ts';
import { Refusal } from '../../refusal.ts';

/** A file whose contents git merges. Text with line feeds alone. */
export interface Contents {
  path: string;
  base?: { mode: string; content: Buffer } | undefined;
  mine: { mode: string; content: Buffer };
  incoming: { mode: string; content: Buffer };
}

export interface Merged {
  mode: string;
  content: Buffer;
  clean: boolean;
}

async function mergeTree(scratch: Scratch, incoming: string, style: string | undefined): Promise<string[]> {
  const words = [
    ...(style ? ['-c', `merge.conflictStyle=${style}`] : []),
    'merge-tree',
    '--write-tree',
    '-z',
    '--no-messages',
    'yours',
    incoming,
  ];
  const { code, stdout } = await git(scratch.directory, words, { environment: scratch.environment, accept: [1, 129] });
  if (code === 129) {
    throw new Refusal({
      code: 'git/too-old',
      what: 'This git cannot merge without a work tree',
      fix: 'Install git 2.38 or newer.',
    });
  }
  const fields = split(stdout);
  // An object that cannot be read also answers 1: only a tree's id says that there was a merge.
  if (!/^[0-9a-f]{40}$/.test(fields[0] ?? '')) throw new GitFault('merge-tree', code, 'no tree');
  return fields;
}

/** Git's own three-way merge of each file's contents and mode, in memory of a scratch repository. `label` is in the markers. */
export async function mergeContents(
  scratch: Scratch,
  files: Contents[],
  label: string,
  style?: string,
): Promise<Map<string, Merged>> {
  const merged = new Map<string, Merged>();
  if (files.length === 0) return merged;
  const sideOf = (side: 'base' | 'mine' | 'incoming') =>
    files.flatMap(({ path, [side]: file }) => (file ? { path, ...file } : []));
  await importSnapshots(scratch.directory, scratch.environment, [
    { branch: 'base', write: sideOf('base') },
    { branch: 'yours', parent: 'base', write: sideOf('mine') },
    { branch: label, parent: 'base', write: sideOf('incoming') },
  ]);
  const [tree, ...conflicts] = await mergeTree(scratch, label, style);
  const inConflict = new Set(conflicts.map((line) => line.slice(line.indexOf('\t') + 1)));
  const { stdout } = await git(scratch.directory, ['ls-tree', '-r', '-z', tree as string], {
    environment: scratch.environment,
  });
  const entries = split(stdout).map((line) => /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? []);
  const contents = await readBlobs(
    scratch.directory,
    entries.map(([, , id]) => id as string),
    scratch.environment,
  );
  for (const [, mode, id, path] of entries) {
    const content = contents.get(id as string) as Buffer;
    merged.set(path as string, { mode: mode as string, content, clean: !inConflict.has(path as string) });
  }
  return merged;
}
