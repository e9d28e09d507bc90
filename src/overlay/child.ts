import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { environmentFor } from '../children/environment.ts';
import { npmEnvironment } from '../children/npmrc.ts';
import { refuseSource } from './bounds.ts';

/** The bytes of the files below a folder that something is writing to: what goes away meanwhile counts nothing. */
function bytesBelow(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true })
      .map((path) => statSync(join(folder, String(path)), { throwIfNoEntry: false })?.size ?? 0)
      .reduce((sum, size) => sum + size, 0);
  } catch {
    return 0;
  }
}

/**
 * Runs git or npm for a source, without a shell; what it says on failure becomes a refusal. Two minutes at the most, and no more
 * than `most` bytes in the directory that it starts in: git has no limit of its own for what it fetches. Nor for what a tree lists,
 * which is `output`.
 */
export async function runForSource(
  program: 'git' | 'npm',
  words: string[],
  options: {
    cwd: string;
    where: string;
    fix: string;
    env?: Record<string, string>;
    input?: string;
    most?: number;
    output?: number;
  },
): Promise<Buffer> {
  const { cwd, where, fix, env, input = '', most, output = 64 * 1024 * 1024 } = options;
  const tooMuch = new AbortController();
  const isTooMuch = () => most !== undefined && bytesBelow(cwd) > most;
  const watch = most === undefined ? undefined : setInterval(() => isTooMuch() && tooMuch.abort(), 100);
  const seen = program === 'npm' ? npmEnvironment() : environmentFor('gitFetch');
  const result = await execa(program, words, {
    cwd,
    env: { ...seen, LC_ALL: 'C', ...env },
    extendEnv: false,
    input,
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: output,
    timeout: 120_000,
    reject: false,
    cancelSignal: tooMuch.signal,
  }).finally(() => clearInterval(watch));
  if (tooMuch.signal.aborted || isTooMuch())
    refuseSource(`It is larger than ${most} bytes`, where, 'Keep what is large out of the overlay and of its history.');
  if (result.exitCode === 0) return Buffer.from(result.stdout);
  const said = Buffer.from(result.stderr ?? [])
    .toString()
    .replace(/[^\x20-\x7e\n]/g, '')
    .trim();
  const line = said.split('\n').find((one) => /error|fatal/i.test(one)) ?? said.split('\n')[0];
  return refuseSource(`${program} could not fetch it: ${line || result.shortMessage}`.slice(0, 400), where, fix);
}
