import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileKindOf, refuseFile, walk } from '../files/guarded.ts';
import { Refusal } from '../refusal.ts';
import { trusted } from '../tree/path.ts';
import { GitFault, git } from './git.ts';
import { refuseForeign } from './own.ts';

/** Where a project is in a git repository. */
export interface GitRepository {
  /** The work tree's top. */
  top: string;
  /** This work tree's own git directory: index, HEAD, and our state. */
  gitDirectory: string;
  /** Where objects are kept: shared between work trees. */
  objects: string;
  /** The project's folder below the top, with a slash at its end; empty at the top. */
  prefix: string;
  /** The commit that HEAD names. */
  head: string;
  /** Its tree. */
  tree: string;
}

type Eight = [string, string, string, string, string, string, string, string];

const fixes: [RegExp, string, string, string][] = [
  [
    /dubious ownership/,
    'git/owner',
    'git does not trust this repository: it belongs to another user',
    'Run as its owner, or: git config --global --add safe.directory DIRECTORY',
  ],
  [
    /not a git repository/,
    'git/none',
    'This is not a git repository',
    'Run git init and commit what is there, then try again.',
  ],
  [/must be run in a work tree/, 'git/bare', 'This repository has no work tree', 'Run it in a clone that has one.'],
  [
    /Needed a single revision|unknown revision|ambiguous argument 'HEAD/,
    'git/no-commit',
    'There is no commit yet',
    'Commit what is there first: git add -A, then git commit',
  ],
];

/** What git reads, or appends to, below its directory; the rest is other programs'. */
const readBelowIt = ['info', 'logs', 'objects', 'refs', 'worktrees'];

/** git waits for ever for a named pipe, and reads a device without end: all that it may read has to be files. */
function refuseOddFiles(git: string): void {
  const below = readBelowIt.flatMap((name) => {
    const folder = join(git, name);
    if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
    return readdirSync(folder, { withFileTypes: true, recursive: true });
  });
  for (const entry of [...readdirSync(git, { withFileTypes: true }), ...below])
    if (!entry.isFile() && !entry.isDirectory()) refuseOdd(join(entry.parentPath, entry.name));
}

function refuseOdd(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  // Nobody opens a socket as a file: the one of git's own monitor is in its directory.
  if (!stats || stats.isFile() || stats.isDirectory() || stats.isSocket()) return;
  const what = `git would wait forever for ${fileKindOf(stats)}`;
  throw new Refusal({ code: 'git/odd-file', what, where: file, fix: 'Clone the repository again.' });
}

/** The same of the directory that git would find, before it is started; undefined where that is elsewhere, or nowhere. */
function refuseOddRepository(directory: string): string | undefined {
  let folder = resolve(directory);
  while (!existsSync(join(folder, '.git')) && dirname(folder) !== folder) folder = dirname(folder);
  const git = join(folder, '.git');
  if (!lstatSync(git, { throwIfNoEntry: false })) return undefined;
  refuseOdd(git);
  if (!statSync(git, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  refuseOddFiles(git);
  return realpathSync(git);
}

/** Finds the repository around `directory`; refuses where an upgrade could not work. */
export async function findRepository(directory: string): Promise<GitRepository> {
  const looked = refuseOddRepository(directory);
  const questions = [
    '--show-toplevel',
    '--absolute-git-dir',
    '--git-common-dir',
    '--git-path',
    'objects',
    '--show-prefix',
    '--show-object-format',
  ];
  let lines: string[];
  try {
    lines = (
      await git(directory, ['rev-parse', ...questions, 'HEAD^{commit}', 'HEAD^{tree}'], { isQuick: true })
    ).stdout
      .toString()
      .split('\n');
  } catch (error) {
    if (!(error instanceof GitFault)) throw error;
    const known = fixes.find(([pattern]) => pattern.test(error.said));
    if (!known) throw error;
    throw new Refusal({ code: known[1], what: known[2], where: directory, fix: known[3] });
  }
  const [top, gitDirectory, common, objects, prefix, format, head, tree] = lines.slice(0, 8) as Eight;
  if (format !== 'sha1') {
    throw new Refusal({
      code: 'git/object-format',
      what: `This repository uses ${format} object names; lock and base require SHA-1`,
      fix: "Keep the project in a repository with git's default object format.",
    });
  }
  if (prefix) trusted(prefix.slice(0, -1));
  // A configuration can name any folder for the work tree (git-config(1), core.worktree): files would be written there.
  if (relative(join(realpathSync(top), prefix), realpathSync(directory)) !== '') {
    throw new Refusal({
      code: 'git/elsewhere',
      what: 'The configuration of this repository puts its work tree elsewhere',
      where: top,
      fix: 'Check core.worktree in .git/config, and remove it if you did not write it.',
    });
  }
  await refuseForeign(directory, { top, gitDirectory, common, objects });
  for (const each of new Set([gitDirectory, resolve(directory, common)].map((one) => realpathSync(one))))
    if (each !== looked) refuseOddFiles(each);
  return {
    top: realpathSync(top),
    gitDirectory,
    objects: realpathSync(resolve(directory, objects)),
    prefix,
    head,
    tree,
  };
}

/**
 * Our own folder for the state of an upgrade: in the git directory, never in the work tree. A repository that came as an archive
 * brings its git directory along: a link there would have us write or remove files elsewhere.
 */
export function stateFolder(repository: GitRepository): string {
  const folder = join(repository.gitDirectory, 'secure-ml');
  if (walk(repository.gitDirectory, 'secure-ml')?.isDirectory()) {
    for (const name of readdirSync(folder)) {
      const stats = walk(folder, name);
      if (stats && !stats.isFile() && !stats.isDirectory()) {
        refuseFile('kind', `The state of an upgrade is ${fileKindOf(stats)}`, join(folder, name), 'Remove it.');
      }
    }
  }
  return folder;
}
