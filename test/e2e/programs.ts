import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect } from 'vitest';
import { apart } from '../../scripts/bundle/templates.ts';
import { program, quietSurroundings, root } from '../program.ts';

const identity = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** A directory for a test file, by its real path: what a program prints is compared with it. */
export function place(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'secure-ml-e2e-')));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** The program as another version of it would be installed: its own package.json and templates, which `edit` changes. */
export function otherVersion(below: string, version: string, edit: (templates: string) => void = () => {}): string {
  const home = join(below, `create-secure-ml-${version}`);
  for (const part of ['dist', 'templates', 'schemas']) cpSync(join(root, part), join(home, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(home, 'package.json'), JSON.stringify({ ...manifest, version }));
  // Without its archive the program reads the folder, which can be edited: as in the archive, a template with slots is there
  // with what is between them.
  rmSync(join(home, 'dist/templates.bin'));
  const templates = join(home, 'templates');
  for (const path of readdirSync(templates, { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.ejs'),
  ))
    writeFileSync(join(templates, path), apart(readFileSync(join(templates, path), 'utf8')).between);
  edit(templates);
  return join(home, 'dist/bin.cjs');
}

export interface Ran {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Nothing is installed in these repositories, so the guards would refuse every merge: they have tests of their own. */
function withoutGuards(words: string[]): string[] {
  const [command = ''] = words;
  const merges = ['upgrade', 'control'].includes(command) || (command === 'answers' && words.includes('--set'));
  return merges ? [...words, '--without-guards'] : words;
}

/** Runs the program in a directory, without a terminal, as an installed one would be. */
export async function run(cwd: string, words: string[], bin = program): Promise<Ran> {
  const env = { ...quietSurroundings, ...identity };
  const { exitCode, stdout, stderr } = await execa(process.execPath, [bin, ...withoutGuards(words)], {
    cwd,
    env,
    reject: false,
    stdin: 'ignore',
  });
  return { exitCode, stdout, stderr };
}

/** The same, where it has to end with `exit`; what it said is in the failure otherwise. */
export async function ends(exit: number, cwd: string, words: string[], bin = program): Promise<Ran> {
  const ran = await run(cwd, words, bin);
  expect(ran.exitCode, `${words.join(' ')}\n${ran.stdout}\n${ran.stderr}`).toBe(exit);
  return ran;
}

export function git(cwd: string, ...words: string[]): string {
  const env = { ...process.env, ...quietSurroundings, ...identity };
  return execFileSync('git', ['-c', 'commit.gpgSign=false', ...words], { cwd, env, encoding: 'utf8', stdio: 'pipe' });
}

export function commit(cwd: string, message: string): void {
  git(cwd, 'add', '--all');
  git(cwd, 'commit', '--quiet', '--message', message);
}
