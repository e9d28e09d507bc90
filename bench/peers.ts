import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files by path. */
export type Files = ReadonlyMap<string, string>;

const pins = ['copier==9.19.1', 'cruft==2.16.0', 'cookiecutter==2.7.1'];
const settings = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b.c',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b.c',
};
const env = { ...process.env, ...settings, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

function run(cwd: string, program: string, ...words: string[]): void {
  execFileSync(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** copier and cruft in a virtual environment of their own; made on first use. */
export function peersIn(folder: string): string {
  const bin = join(folder, 'bin');
  if (!existsSync(join(bin, 'cruft'))) {
    run(tmpdir(), 'python3', '-m', 'venv', folder);
    run(tmpdir(), join(bin, 'pip'), 'install', '--quiet', ...pins);
  }
  return bin;
}

function write(top: string, files: Files): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  }
}

function commit(top: string, tag?: string): void {
  run(top, 'git', 'add', '--all', '--force');
  run(top, 'git', 'commit', '--quiet', '--allow-empty', '--message', 'x');
  if (tag) run(top, 'git', 'tag', tag);
}

interface Peer {
  name: string;
  /** Where the template keeps its files, and what it needs beside them. */
  layout(files: Files): Files;
  generate(bin: string, template: string, top: string): string;
  update(bin: string, project: string): void;
}

const below = (folder: string, files: Files) => [...files].map(([path, text]) => [`${folder}${path}`, text] as const);

export const peers: Peer[] = [
  {
    name: 'copier',
    layout: (files) =>
      new Map([...files, ['{{ _copier_conf.answers_file }}.jinja', '{{ _copier_answers|to_nice_yaml }}']]),
    generate: (bin, template, top) => {
      const project = join(top, 'project');
      run(top, join(bin, 'copier'), 'copy', '--quiet', '--defaults', '--vcs-ref=v1', template, project);
      return project;
    },
    update: (bin, project) => run(project, join(bin, 'copier'), 'update', '--quiet', '--defaults', '--vcs-ref=v2'),
  },
  {
    name: 'cruft',
    layout: (files) =>
      new Map([['cookiecutter.json', '{"name": "project"}'], ...below('{{cookiecutter.name}}/', files)]),
    generate: (bin, template, top) => {
      run(top, join(bin, 'cruft'), 'create', '--no-input', '--checkout=v1', template);
      return join(top, 'project');
    },
    update: (bin, project) => run(project, join(bin, 'cruft'), 'update', '--skip-apply-ask', '--checkout=v2'),
  },
];

/** Milliseconds of each of `rounds` updates by a peer of the same change over the same edits. */
export function timePeer(peer: Peer, bin: string, old: Files, next: Files, edits: Files, rounds: number): number[] {
  const top = mkdtempSync(join(tmpdir(), 'bench-'));
  const template = join(top, 'template');
  try {
    mkdirSync(template);
    run(template, 'git', 'init', '--quiet', '--initial-branch=main');
    write(template, peer.layout(old));
    commit(template, 'v1');
    write(template, peer.layout(next));
    commit(template, 'v2');
    const project = peer.generate(bin, template, top);
    run(project, 'git', 'init', '--quiet', '--initial-branch=main');
    commit(project);
    write(project, edits);
    commit(project);
    return Array.from({ length: rounds }, () => {
      const start = performance.now();
      peer.update(bin, project);
      const took = performance.now() - start;
      run(project, 'git', 'reset', '--quiet', '--hard');
      run(project, 'git', 'clean', '--quiet', '-fd');
      return took;
    });
  } finally {
    rmSync(top, { recursive: true });
  }
}
