import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll } from 'vitest';

export const root = new URL('..', import.meta.url).pathname;
export const program = join(root, 'dist/bin.cjs');

/** A directory of its own for a test file, removed afterwards. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'secure-ml-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** What git, AWS and npm of the machine say must not decide a test. */
export const quietSurroundings = {
  AWS_CONFIG_FILE: '/nonexistent',
  AWS_REGION: '',
  AWS_DEFAULT_REGION: '',
  AWS_PROFILE: '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  npm_command: '',
};

/** This environment without what npm run by npm must not inherit: a test may itself run under `npm test`. */
export const withoutNpm = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(json|yes|(local_|global_)?prefix)|command|lifecycle|package)/i.test(name),
  ),
);

/** Runs the program without a terminal. */
export async function secureMl(words: string[], { cwd, env = {} }: { cwd: string; env?: NodeJS.ProcessEnv }) {
  return execa(process.execPath, [program, ...words], {
    cwd,
    env: { ...quietSurroundings, ...env },
    reject: false,
    stdin: 'ignore',
  });
}
