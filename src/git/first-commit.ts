import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { interruption } from '../interrupt.ts';

/** The surroundings without what points git at another repository (a hook that runs us sets these). */
export function gitEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const pointing = /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|COMMON_DIR|PREFIX|NAMESPACE|CONFIG_PARAMETERS)$/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !pointing.test(name)));
}

async function git(directory: string, ...words: string[]) {
  return execa('git', words, {
    cwd: directory,
    env: gitEnvironment(),
    extendEnv: false,
    reject: false,
    cancelSignal: interruption,
  });
}

export async function hasGit(): Promise<boolean> {
  return (await git('/', '--version')).exitCode === 0;
}

/** The work tree of another repository that the target lies in and would become part of. */
export async function outerRepository(target: string): Promise<string | undefined> {
  let parent = dirname(target);
  while (!existsSync(parent)) parent = dirname(parent);
  const { exitCode, stdout } = await git(parent, 'rev-parse', '--show-toplevel');
  if (exitCode !== 0 || stdout === '') return undefined;
  const ignored = (await git(parent, 'check-ignore', '--quiet', `${target}/`)).exitCode === 0;
  return ignored ? undefined : stdout;
}

/** Has this repository a commit with files in it? Then its files are missing, and ours would seem to replace them. */
export async function hasHistory(directory: string): Promise<boolean> {
  return (await git(directory, 'ls-tree', '--name-only', 'HEAD')).stdout !== '';
}

/** Makes a repository of the directory and commits all of it. Answers what git said where it failed. */
export async function firstCommit(directory: string): Promise<string | undefined> {
  const known = (await git(directory, 'var', 'GIT_COMMITTER_IDENT')).exitCode === 0;
  const nobody = ['-c', 'user.name=create-secure-ml', '-c', 'user.email=create-secure-ml@localhost'];
  // No hook, template or signature of the person's own: what they do on a commit is not known to be harmless here.
  const plain = ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', '-c', 'core.autocrlf=false'];
  const steps = [
    ['init', '--quiet', '--initial-branch=main', '--template='],
    ['add', '--all'],
    [
      ...plain,
      ...(known ? [] : nobody),
      'commit',
      '--quiet',
      '--no-verify',
      '--message',
      'Generate with create-secure-ml',
    ],
  ];
  for (const words of steps) {
    const { exitCode, stderr } = await git(
      directory,
      ...(words[0] === 'add' ? ['-c', 'core.autocrlf=false', ...words] : words),
    );
    if (exitCode !== 0) return stderr || `git ${words[0]} failed`;
  }
  return undefined;
}
