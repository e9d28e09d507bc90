import { execa } from 'execa';
import { environmentFor } from '../children/environment.ts';
import { npmEnvironment } from '../children/npmrc.ts';
import { refuseSource } from './bounds.ts';

/** Runs git or npm for a source, without a shell; what it says on failure becomes a refusal. Two minutes at the most. */
export async function ask(
  program: 'git' | 'npm',
  words: string[],
  options: { cwd: string; where: string; fix: string; env?: Record<string, string>; input?: string },
): Promise<Buffer> {
  const { cwd, where, fix, env, input = '' } = options;
  const seen = program === 'npm' ? npmEnvironment() : environmentFor('gitFetch');
  const result = await execa(program, words, {
    cwd,
    env: { ...seen, LC_ALL: 'C', ...env },
    extendEnv: false,
    input,
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
    reject: false,
  });
  if (result.exitCode === 0) return Buffer.from(result.stdout);
  const said = Buffer.from(result.stderr ?? [])
    .toString()
    .replace(/[^\x20-\x7e\n]/g, '')
    .trim();
  const line = said.split('\n').find((one) => /error|fatal/i.test(one)) ?? said.split('\n')[0];
  return refuseSource(`${program} could not fetch it: ${line || result.shortMessage}`.slice(0, 400), where, fix);
}
