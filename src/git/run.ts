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
 * are loaded. Ctrl-C reaches git too; that it was typed is known once this has answered.
 */
export async function runGit(directory: string, words: string[]): Promise<Ran> {
  const { status, stdout, stderr, error } = spawnSync('git', [...quiet, ...words], {
    cwd: directory,
    env: offlineEnvironment(),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: quickMilliseconds,
  });
  await new Promise((done) => setImmediate(done));
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT') throw noAnswer(directory);
  return {
    exitCode: status ?? undefined,
    stdout: (stdout ?? '').trimEnd(),
    stderr: (stderr ?? '').trimEnd() || (error?.message ?? ''),
  };
}
