import { readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { kindOf, refuseFile, walk } from '../files/guarded.ts';
import { Refusal } from '../refusal.ts';
import { trusted } from '../tree/path.ts';
import { GitFault, git } from './git.ts';

/** Where a project stands in a git repository. */
export interface Repository {
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

type Seven = [string, string, string, string, string, string, string];

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
    'This is no git repository',
    'Run git init and commit what is there, then try again.',
  ],
  [/must be run in a work tree/, 'git/bare', 'This repository has no work tree', 'Run it in a clone that has one.'],
  [
    /Needed a single revision|unknown revision|ambiguous argument 'HEAD/,
    'git/no-commit',
    'There is no commit yet',
    'Commit what is there first: git add -A && git commit',
  ],
];

/** Finds the repository around `directory`; refuses where an upgrade could not work. */
export async function findRepository(directory: string): Promise<Repository> {
  const questions = [
    '--show-toplevel',
    '--absolute-git-dir',
    '--git-path',
    'objects',
    '--show-prefix',
    '--show-object-format',
  ];
  let lines: string[];
  try {
    lines = (await git(directory, ['rev-parse', ...questions, 'HEAD^{commit}', 'HEAD^{tree}'])).stdout
      .toString()
      .split('\n');
  } catch (error) {
    if (!(error instanceof GitFault)) throw error;
    const known = fixes.find(([pattern]) => pattern.test(error.said));
    if (!known) throw error;
    throw new Refusal({ code: known[1], what: known[2], where: directory, fix: known[3] });
  }
  const [top, gitDirectory, objects, prefix, format, head, tree] = lines.slice(0, 7) as Seven;
  if (format !== 'sha1') {
    throw new Refusal({
      code: 'git/object-format',
      what: `This repository names its objects by ${format}; lock and base know SHA-1`,
      fix: "Keep the project in a repository with git's default object format.",
    });
  }
  if (prefix) trusted(prefix.slice(0, -1));
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
export function stateFolder(repository: Repository): string {
  const folder = join(repository.gitDirectory, 'secure-ml');
  if (walk(repository.gitDirectory, 'secure-ml')?.isDirectory()) {
    for (const name of readdirSync(folder)) {
      const stats = walk(folder, name);
      if (stats && !stats.isFile() && !stats.isDirectory()) {
        refuseFile('kind', `The state of an upgrade is ${kindOf(stats)}`, join(folder, name), 'Remove it.');
      }
    }
  }
  return folder;
}
