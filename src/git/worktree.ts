import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../refusal.ts';
import { folded, foldersAbove } from '../tree/path.ts';
import { git, split } from './git.ts';
import type { GitRepository } from './repository.ts';

const operations: [string, string, string][] = [
  ['MERGE_HEAD', 'A merge', 'git merge --continue or --abort'],
  ['CHERRY_PICK_HEAD', 'A cherry-pick', 'git cherry-pick --continue or --abort'],
  ['REVERT_HEAD', 'A revert', 'git revert --continue or --abort'],
  ['rebase-merge', 'A rebase', 'git rebase --continue or --abort'],
  ['rebase-apply', 'A rebase or git am', 'git rebase --continue or --abort (git am --continue or --abort)'],
  ['sequencer', 'A sequence of picks', 'git cherry-pick --continue or --abort'],
  ['BISECT_LOG', 'A bisect', 'git bisect reset'],
];

const shown = (paths: string[]) =>
  paths.slice(0, 5).join(', ') + (paths.length > 5 ? ` and ${paths.length - 5} more` : '');

/** Refuses while git is in the middle of something. */
export function refuseDuringOperation({ gitDirectory }: GitRepository): void {
  const found = operations.find(([name]) => existsSync(join(gitDirectory, name)));
  if (found) {
    throw new Refusal({
      code: 'upgrade/operation',
      what: `${found[1]} is in progress`,
      fix: `Finish it first: ${found[2]}`,
    });
  }
  if (existsSync(join(gitDirectory, 'index.lock'))) {
    throw new Refusal({
      code: 'upgrade/index-locked',
      what: 'Another git process has locked the index',
      where: join(gitDirectory, 'index.lock'),
      fix: 'Wait until it ends. If none is running, remove that file.',
    });
  }
}

/** Tracked files that differ from the index, by path from the top. Refuses where anything is staged or unmerged. */
export async function dirtyFiles({ top }: GitRepository): Promise<Set<string>> {
  const words = ['status', '--porcelain=v2', '-z', '--untracked-files=no', '--no-renames', '--ignore-submodules=dirty'];
  const lines = split((await git(top, words)).stdout);
  const entries = lines.flatMap((line) => {
    const match = /^[1u] (..) /.exec(line);
    return match ? [{ kind: line[0], state: match[1] as string, path: pathOf(line) }] : [];
  });
  const unmerged = entries.filter(({ kind }) => kind === 'u').map(({ path }) => path);
  if (unmerged.length > 0) {
    throw new Refusal({
      code: 'upgrade/unmerged',
      what: `Conflicts are not resolved yet: ${shown(unmerged)}`,
      fix: 'Resolve and commit them first.',
    });
  }
  const staged = entries.filter(({ state }) => state[0] !== '.').map(({ path }) => path);
  if (staged.length > 0) {
    throw new Refusal({
      code: 'upgrade/staged',
      what: `There are staged changes: ${shown(staged)}`,
      fix: 'Commit them, or: git stash',
    });
  }
  return new Set(entries.map(({ path }) => path));
}

/** Refuses where what would be read from HEAD is otherwise in the index or the work tree, a new file among it. */
export async function refuseUncommitted({ top }: GitRepository, patterns: readonly string[]): Promise<void> {
  const words = ['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames', '--'];
  const lines = split((await git(top, [...words, ...patterns.map((each) => `:(glob)${each}`)])).stdout);
  if (lines.length === 0) return;
  const what = `${shown(lines.map((line) => line.slice(3)))}: uncommitted edits, and what is committed decides`;
  throw new Refusal({ code: 'upgrade/uncommitted', what, fix: 'Commit them, then try again.' });
}

/** Porcelain v2: eight fields before the path of a changed entry, ten before that of an unmerged one. */
function pathOf(line: string): string {
  return line
    .split(' ')
    .slice(line.startsWith('u') ? 10 : 8)
    .join(' ');
}

/** Files that git was told not to look at: an edit there would be lost unseen. */
async function hiddenFiles({ top }: GitRepository): Promise<Set<string>> {
  const lines = split((await git(top, ['ls-files', '-v', '-z'])).stdout);
  return new Set(lines.filter((line) => /^[a-zS] /.test(line)).map((line) => line.slice(2)));
}

function kindOf(path: string): 'file' | 'folder' | 'link' | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  if (stats.isSymbolicLink()) return 'link';
  return stats.isDirectory() ? 'folder' : 'file';
}

function filesIn(top: string, folder: string): string[] {
  return readdirSync(join(top, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(top, path) : [path];
  });
}

/** What stands where a file is to be added: tracked, untracked or ignored. */
function inTheWay(top: string, path: string, leaving: ReadonlySet<string>): string[] {
  for (const folder of foldersAbove(path)) {
    const kind = kindOf(join(top, folder));
    if (kind === undefined) return [];
    if (kind !== 'folder') return leaving.has(folder) ? [] : [folder];
  }
  const kind = kindOf(join(top, path));
  if (kind === undefined || leaving.has(path)) return [];
  if (kind === 'folder') return filesIn(top, path).filter((file) => !leaving.has(file));
  return [...leaving].some((file) => folded(file) === folded(path)) ? [] : [path];
}

/**
 * Refuses where writing would lose something that git does not hold. `held`: paths of HEAD that change or leave; `leaving`: those of
 * them that leave; `added`: paths that HEAD does not have. All from the top.
 */
export async function refuseLosses(
  repository: GitRepository,
  dirty: ReadonlySet<string>,
  touched: { held: string[]; leaving: ReadonlySet<string>; added: string[] },
): Promise<void> {
  const hidden = await hiddenFiles(repository);
  const edited = touched.held.filter((path) => dirty.has(path));
  if (edited.length > 0) {
    throw new Refusal({
      code: 'upgrade/dirty-tree',
      what: `The upgrade would change files with uncommitted edits: ${shown(edited)}`,
      fix: 'Commit them, or: git stash',
    });
  }
  const unseen = touched.held.filter((path) => hidden.has(path));
  if (unseen.length > 0) {
    throw new Refusal({
      code: 'upgrade/hidden',
      what: `git does not look at these (skip-worktree, assume-unchanged), and the upgrade changes them: ${shown(unseen)}`,
      fix: 'git update-index --no-skip-worktree --no-assume-unchanged FILE, or: git sparse-checkout disable',
    });
  }
  const links = touched.held.filter((path) =>
    foldersAbove(path).some((folder) => kindOf(join(repository.top, folder)) === 'link'),
  );
  const ways = [...links, ...touched.added.flatMap((path) => inTheWay(repository.top, path, touched.leaving))];
  if (ways.length > 0) {
    throw new Refusal({
      code: 'upgrade/in-the-way',
      what: `In the way of files that the upgrade writes (untracked, or not a regular file): ${shown([...new Set(ways)])}`,
      fix: 'Move or commit them, then try again.',
    });
  }
}
