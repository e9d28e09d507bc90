import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { defaults } from '../answers/answers.ts';
import { controlsFor, readCatalog } from '../plan/catalog.ts';
import { Refusal } from '../refusal.ts';
import { render } from '../render/render.ts';
import type { Tree } from '../tree/tree.ts';

const templates = new URL('../../templates', import.meta.url).pathname;

function write(directory: string, tree: Tree): void {
  for (const [path, { content, mode }] of tree) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (mode === '100755') chmodSync(file, 0o755);
  }
}

async function firstCommit(directory: string): Promise<void> {
  const git = (...words: string[]) => execa('git', words, { cwd: directory });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  const identity = (await execa('git', ['config', 'user.email'], { cwd: directory, reject: false })).exitCode === 0;
  const nobody = ['-c', 'user.name=secure-ml', '-c', 'user.email=secure-ml@localhost'];
  await git(
    ...(identity ? [] : nobody),
    'commit',
    '--quiet',
    '--no-verify',
    '--message',
    'Generate with create-secure-ml',
  );
}

/** Writes a repository at `directory`: the whole of it or nothing, since it is built beside and then renamed. */
export async function create(directory: string, options: { sensitivity?: string; git: boolean }): Promise<string[]> {
  const target = resolve(directory);
  const name = basename(target);
  if (!/^[a-z][a-z0-9-]{2,31}$/.test(name)) {
    throw new Refusal({
      code: 'answers/name',
      what: `"${name}" cannot be a project's name`,
      fix: 'Use 3 to 32 of a-z, 0-9 and -, beginning with a letter.',
    });
  }
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new Refusal({
      code: 'create/not-empty',
      what: `${target} is not empty`,
      fix: 'Name a directory that does not exist yet.',
    });
  }
  const answers = defaults(name);
  const controls = controlsFor(readCatalog(templates), answers);
  const tree = render(templates, { answers, controls, version: '0.1.0' });
  mkdirSync(dirname(target), { recursive: true });
  const beside = mkdtempSync(join(dirname(target), `.${name}-`));
  try {
    write(beside, tree);
    chmodSync(beside, 0o755);
    if (options.git) await firstCommit(beside);
    if (existsSync(target)) rmdirSync(target);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
  return [...tree.keys()];
}
