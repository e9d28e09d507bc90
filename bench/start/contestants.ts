import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contestant } from './measure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const peers = join(root, 'bench/peers');
export const work = join(peers, '.work');
const copier = join(work, 'venv/bin/copier');
export const program = join(root, 'dist/bin.cjs');
export const bin = (name: string) => realpathSync(join(peers, 'node_modules/.bin', name));
/** The Nodes that are measured, by major version: packages that hold one program each, for Linux on x64. */
export const nodes = ['20', '22', '24'].map((major) => join(peers, `node_modules/node-${major}/bin/node`));

export const versionOf = (node: string) => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1);

const quiet = { cwd: peers, stdio: 'inherit' } as const;

/** Installs the Nodes, and the programs of npm that are measured against, where they are not there. */
export function installPeers(): void {
  if (!existsSync(join(peers, 'node_modules'))) execFileSync('npm', ['ci', '--no-audit', '--no-fund'], quiet);
}

/** Installs what is measured against, where it is not there. */
export function prepare(): void {
  installPeers();
  if (!existsSync(copier)) {
    mkdirSync(work, { recursive: true });
    execFileSync('python3', ['-m', 'venv', join(work, 'venv')], quiet);
    execFileSync(join(work, 'venv/bin/pip'), ['install', '--quiet', 'copier==9.19.1'], quiet);
  }
  // copier has no template of its own: it gets our output, file for file, with one slot in a file.
  const template = join(work, 'template');
  rmSync(template, { recursive: true, force: true });
  execFileSync(process.execPath, [program, template, '--name=my-ml', '--yes', '--no-install', '--no-git', '--quiet']);
  rmSync(join(template, '.secure-ml'), { recursive: true });
  writeFileSync(join(template, 'copier.yml'), 'name:\n  type: str\n  default: my-ml\n');
  writeFileSync(join(template, 'name.txt.jinja'), '{{ name }}\n');
}

/** Each writes a fresh repository and installs nothing. Ours writes more than 600 files and makes the first commit. */
export function generators(node: string): Contestant[] {
  return [
    { name: 'node -e 0', command: [node, '-e', '0'] },
    {
      name: 'create-vite 9.3.0',
      command: [node, bin('create-vite'), 'x', '--template', 'react-ts', '--no-interactive'],
    },
    {
      name: 'sv 0.17.1',
      command: [
        node,
        bin('sv'),
        'create',
        'x',
        '--template',
        'minimal',
        '--types',
        'ts',
        '--no-add-ons',
        '--no-install',
      ],
    },
    { name: 'create-secure-ml', command: [node, program, 'my-ml', '--yes', '--no-install'] },
    { name: 'create-secure-ml --no-git', command: [node, program, 'my-ml', '--yes', '--no-install', '--no-git'] },
    {
      name: 'create-t3-app 7.40.0',
      command: [node, bin('create-t3-app'), 'x', '--CI', '--default', '--noGit', '--noInstall'],
    },
    { name: 'projen 0.103.25', command: [node, bin('projen'), 'new', 'awscdk-app-ts', '--no-post', '--no-git'] },
    {
      name: 'cdk init 2.1148.1',
      command: [node, bin('cdk'), 'init', 'app', '--language', 'typescript', '--generate-only'],
    },
    {
      name: 'copier 9.19.1, our files',
      command: [copier, 'copy', '--defaults', '--quiet', join(work, 'template'), 'x'],
    },
  ];
}
