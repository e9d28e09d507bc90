import { spawn } from 'node:child_process';
import { interruption } from '../interrupt.ts';
import { offlineEnvironment, quiet } from './quiet.ts';

export interface Ran {
  /** Undefined where git could not be started or was stopped. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs git by Node alone: a new repository is written sooner than a library for processes is loaded. */
export function runGit(directory: string, words: string[]): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn('git', [...quiet, ...words], {
      cwd: directory,
      env: offlineEnvironment(),
      signal: interruption,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    let fault: Error | undefined;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
      });
    }
    child.on('error', (error) => {
      fault = error;
      if (child.pid === undefined) done({ exitCode: undefined, stdout: '', stderr: error.message });
    });
    child.on('close', (code) => {
      const { stdout, stderr } = said;
      done({
        exitCode: code ?? undefined,
        stdout: stdout.trimEnd(),
        stderr: stderr.trimEnd() || (fault?.message ?? ''),
      });
    });
  });
}
