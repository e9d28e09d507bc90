import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { interruption } from '../interrupt.ts';
import type { Tree } from '../tree/tree.ts';
import { runGit } from './run.ts';

export const noGit =
  'git is not installed, so there is no first commit. Install it, then type: git init, git add -A, git commit';

/** The nearest folder with a .git, from a directory upwards. */
function repositoryAround(directory: string): string | undefined {
  if (existsSync(join(directory, '.git'))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : repositoryAround(parent);
}

/** The work tree of another repository that the target lies in and would become part of. */
export async function outerRepository(target: string): Promise<string | undefined> {
  let parent = dirname(target);
  while (!existsSync(parent)) parent = dirname(parent);
  if (repositoryAround(parent) === undefined) return undefined;
  const { exitCode, stdout, stderr } = await runGit(parent, ['rev-parse', '--show-toplevel']);
  // It is another user's (safe.directory), and it is there all the same: a repository in it would be lost to it.
  if (/dubious ownership/.test(stderr)) return repositoryAround(parent);
  if (exitCode !== 0 || stdout === '') return undefined;
  const ignored = (await runGit(parent, ['check-ignore', '--quiet', `${target}/`])).exitCode === 0;
  return ignored ? undefined : stdout;
}

/** Has this repository a commit with files in it? Then its files are missing, and ours would seem to replace them. */
export async function hasHistory(directory: string): Promise<boolean> {
  return (await runGit(directory, ['ls-tree', '--name-only', 'HEAD'])).stdout !== '';
}

const nobody = () => `create-secure-ml <create-secure-ml@localhost> ${Math.floor(Date.now() / 1000)} +0000`;

async function identity(directory: string, role: 'AUTHOR' | 'COMMITTER'): Promise<string> {
  const { exitCode, stdout } = await runGit(directory, ['var', `GIT_${role}_IDENT`]);
  return exitCode === 0 ? stdout : nobody();
}

const amend = 'git commit --amend --no-edit --reset-author';
const noAuthor = `The first commit has no author of yours: git knows no user.email. Set it (git config user.email), then: ${amend}`;
const unsigned = `The first commit is not signed, and commit.gpgSign asks for it. Sign it: ${amend}`;

/**
 * The commit as git's fast-import reads it (git-fast-import(1)): the files, which it packs while `head` is still asked for, then
 * whose they are. Paths of a tree hold nothing that its quotes would change.
 */
async function* streamOf(tree: Tree, head: Promise<{ branch: string; author: string; committer: string }>) {
  const files = [...tree.values()].flatMap(({ content }, index) => {
    return [Buffer.from(`blob\nmark :${index + 1}\ndata ${content.length}\n`), content, Buffer.from('\n')];
  });
  yield Buffer.concat(files);
  const { branch, author, committer } = await head;
  const message = 'Generate with create-secure-ml\n';
  yield `commit ${branch}\nauthor ${author}\ncommitter ${committer}\ndata ${message.length}\n${message}\n`;
  const quoted = (path: string) => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  yield [...tree].map(([path, { mode }], index) => `M ${mode} :${index + 1} ${quoted(path)}\n`).join('');
  yield 'done\n';
}

// No hook or file monitor of the person's own: what they do on a commit is not known to be harmless here. No flush to the
// disk: nothing is lost that the same command does not write again.
const plain = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'core.autocrlf=false', 'core.fsync=none'].flatMap(
  (setting) => ['-c', setting],
);

/**
 * Makes a repository of the directory and commits the tree. `notes`: takes what the commit is not, though the person's settings ask
 * for it. Answers what git said where it failed.
 * `checkout`: git writes the files too, in a fifth of the time that writing and then adding them takes.
 */
export async function firstCommit(
  directory: string,
  tree: Tree,
  { checkout, branch, notes = [] }: { checkout: boolean; branch: string; notes?: string[] },
): Promise<string | undefined> {
  const fresh = !existsSync(join(directory, '.git'));
  const made = await runGit(directory, ['init', '--quiet', `--initial-branch=${branch}`, '--template=']);
  if (made.exitCode === undefined && !interruption.aborted) return noGit;
  if (made.exitCode !== 0) return made.stderr || 'git init failed';
  const head = Promise.all([
    identity(directory, 'AUTHOR'),
    identity(directory, 'COMMITTER'),
    fresh ? undefined : runGit(directory, ['symbolic-ref', 'HEAD']),
    runGit(directory, ['config', '--get-regexp', '^(commit\\.gpgsign|init\\.templatedir)$']),
  ]).then(([author, committer, named, { stdout: wishes }]) => {
    if (author.includes('<create-secure-ml@localhost>')) notes.push(noAuthor);
    if (/^commit\.gpgsign( (true|yes|on|[1-9]\d*))?$/im.test(wishes)) notes.push(unsigned);
    const hasTemplate = fresh && /^init\.templatedir ./m.test(wishes);
    return { author, committer, branch: named?.stdout || `refs/heads/${branch}`, hasTemplate };
  });
  // No file is like the one before it: looking for differences costs half of the time and saves a fortieth of the bytes.
  const words = ['fast-import', '--quiet', '--done', '--date-format=raw', '--depth=0'];
  const imported = await runGit(
    directory,
    [...plain, '-c', 'fastimport.unpackLimit=0', '-c', 'pack.compression=1', ...words],
    streamOf(tree, head),
  );
  if (imported.exitCode !== 0) return imported.stderr || 'git fast-import failed';
  const reset = await runGit(directory, [...plain, 'reset', '--quiet', ...(checkout ? ['--hard'] : [])]);
  if (reset.exitCode !== 0) return reset.stderr || 'git reset failed';
  // What the person has in every repository, an organization's hooks above all. It comes last: none of it runs here.
  if ((await head).hasTemplate) await runGit(directory, ['init', '--quiet']);
  return undefined;
}

/** Takes back what a failed commit left in a directory that was empty, but for a .git that was there before. */
export function clear(directory: string, keepGit: boolean): void {
  for (const name of readdirSync(directory)) {
    if (name !== '.git' || !keepGit) rmSync(join(directory, name), { recursive: true, force: true });
  }
}
