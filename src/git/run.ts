import { spawnSync } from 'node:child_process';
import { offlineEnvironment, quiet } from './quiet.ts';

export interface Ran {
  /** Undefined where git could not be started or was stopped. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Each of these takes git some milliseconds. */
const mostMilliseconds = 60_000;

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
    timeout: mostMilliseconds,
  });
  await new Promise((done) => setImmediate(done));
  return {
    exitCode: status ?? undefined,
    stdout: (stdout ?? '').trimEnd(),
    stderr: (stderr ?? '').trimEnd() || (error?.message ?? ''),
  };
}
