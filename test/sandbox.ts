import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { seal } from '../src/baseline/seal.ts';
import type { Entry, Tree } from '../src/tree/tree.ts';
import { applyTree, type UpgradeOptions } from '../src/upgrade/upgrade.ts';

/** A real git repository in a temporary folder, with settings of a person who makes life hard. */
export interface Sandbox {
  top: string;
  /** The project's folder, `top` unless a sub-directory was asked for. */
  project: string;
  git(...words: string[]): string;
  put(path: string, content: string | Buffer, executable?: boolean): void;
  remove(path: string): void;
  read(path: string): string;
  commit(message?: string): string;
}

const identity = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

export function sandbox(settings: { folder?: string; config?: Record<string, string>; parent?: string } = {}): Sandbox {
  const top = realpathSync(mkdtempSync(join(settings.parent ?? tmpdir(), 'merge-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }), 300_000);
  return openSandbox(top, settings);
}

export function openSandbox(top: string, settings: { folder?: string; config?: Record<string, string> } = {}): Sandbox {
  const project = join(top, settings.folder ?? '.');
  const git = (...words: string[]) =>
    execFileSync('git', words, {
      cwd: top,
      encoding: 'utf8',
      env: { ...process.env, ...identity },
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    });
  git('init', '--quiet', '--initial-branch=main');
  for (const [key, value] of Object.entries(settings.config ?? {})) git('config', key, value);
  mkdirSync(project, { recursive: true });
  return {
    top,
    project,
    git,
    put(path, content, executable = false) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), content);
      chmodSync(join(project, path), executable ? 0o755 : 0o644);
    },
    remove: (path) => rmSync(join(project, path), { recursive: true }),
    read: (path) => readFileSync(join(project, path), 'utf8'),
    commit(message = 'work') {
      git('add', '--all', '--force');
      git('-c', 'commit.gpgSign=false', 'commit', '--quiet', '--no-verify', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD').trim();
    },
  };
}

export const origin = (generator: string) => ({ generator, overlays: [], answers: {}, sources: {} });

/** A sealed tree from text by path. */
export function sealed(files: Record<string, string | Buffer | Entry>, generator = '0.1.0'): Tree {
  const tree = new Map(
    Object.entries(files).map(([path, file]): [string, Entry] => {
      if (typeof file === 'object' && 'mode' in file) return [path, file];
      return [path, { mode: '100644', content: Buffer.isBuffer(file) ? file : Buffer.from(file) }];
    }),
  );
  return seal(tree, origin(generator));
}

/** Writes the sealed base and commits it, as generation does. */
export function generate(box: Sandbox, tree: Tree): void {
  for (const [path, { content, mode }] of tree) box.put(path, content, mode === '100755');
  box.commit('generate');
}

export const upgrade = (box: Sandbox, tree: Tree, options: Partial<UpgradeOptions> = {}) =>
  applyTree(box.project, tree, { label: 'secure-ml 0.2.0', what: 'Upgrade to secure-ml 0.2.0', ...options });

/** Everything below a folder but .git: text by path, with a mark for what is executable or a link. */
export function filesBelow(folder: string, path = ''): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(join(folder, path)).sort()) {
    if (name === '.git') continue;
    const at = path ? `${path}/${name}` : name;
    const stats = lstatSync(join(folder, at));
    if (stats.isDirectory()) Object.assign(files, filesBelow(folder, at));
    else if (stats.isSymbolicLink()) files[at] = `-> ${readlinkSync(join(folder, at))}`;
    else files[at] = `${stats.mode & 0o100 ? '[x] ' : ''}${readFileSync(join(folder, at), 'latin1')}`;
  }
  return files;
}
