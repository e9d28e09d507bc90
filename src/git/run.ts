import { spawnSync } from 'node:child_process';
import { noAnswer, quickMilliseconds } from './no-answer.ts';
import { offlineEnvironment, quiet } from './quiet.ts';

export interface Ran {
  /** Undefined where git could not be started or was stopped. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/**
 * Runs git by Node alone, and waits for it: a new repository is written sooner than a library for processes, or Node's own streams,
 * are loaded.
 */
export function runGitNow(directory: string, words: string[], environment?: NodeJS.ProcessEnv): Ran {
  const { status, stdout, stderr, error } = spawnSync('git', [...quiet, ...words], {
    cwd: directory,
    env: offlineEnvironment(environment),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: quickMilliseconds,
  });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT') throw noAnswer(directory);
  return {
    exitCode: status ?? undefined,
    stdout: (stdout ?? '').trimEnd(),
    stderr: (stderr ?? '').trimEnd() || (error?.message ?? ''),
  };
}

/** The same. Ctrl-C reaches git too; that it was typed is known once this has answered. */
export async function runGit(directory: string, words: string[]): Promise<Ran> {
  const ran = runGitNow(directory, words);
  await new Promise((done) => setImmediate(done));
  return ran;
}

/**
 * What git says in a directory (git-var(1), `-l`): the configuration by key in lower case, where of a key that is there more than once
 * the last counts, and whose a commit would be. Nothing where git does not run.
 */
export type SaidByGit = ReadonlyMap<string, string>;

export function saidIn(directory: string, environment?: NodeJS.ProcessEnv): SaidByGit {
  const { stdout } = runGitNow(directory, ['var', '-l'], environment);
  if (stdout === '') return new Map();
  return new Map(
    stdout.split('\n').map((line): [string, string] => {
      const at = line.indexOf('=');
      return at < 0 ? [line, 'true'] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
