import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npmEnvironment } from '../children/npmrc.ts';
import { readBelow } from '../files/read.ts';
import { interruption } from '../interrupt.ts';
import { withoutMark } from '../shape/json-place.ts';
import type { Tree } from '../tree/tree.ts';

const mostPackage = 1024 * 1024;

/** The nearest folder above with npm workspaces: where they take in a folder, npm installs theirs from it, and obeys no .npmrc of it. */
export function workspacesAbove(target: string): string | undefined {
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    try {
      const text = readBelow(folder, 'package.json', mostPackage)?.toString() ?? '{}';
      if ((JSON.parse(withoutMark(text)) as { workspaces?: unknown }).workspaces !== undefined) return folder;
    } catch {
      // npm cannot read it either.
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** How the packages of a repository are installed: `npm ci` needs a lock file. */
export function npmCommand(tree: Tree, target: string): string {
  const command = tree.has('package-lock.json') ? 'ci' : 'install';
  return workspacesAbove(target) === undefined ? command : `${command} --no-workspaces`;
}

/** What the person's configuration may say, and an install of everything into this folder is not (npm Docs, "config"). */
const whole = [
  '--include=dev',
  '--include=optional',
  '--no-dry-run',
  '--no-package-lock-only',
  '--location=project',
  '--no-global',
];

interface Locked {
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

/** The packages that package.json names, and those that a lock has for this machine alone: without one, what needs it does not start. */
function neededOf(tree: Tree, hoisted: boolean): string[] {
  const read = (path: string) => JSON.parse(withoutMark(tree.get(path)?.content.toString() ?? '{}')) as object;
  const { dependencies = {}, devDependencies = {} } = read('package.json') as Record<string, object>;
  const named = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  const { packages = {} } = read('package-lock.json') as { packages?: Record<string, Locked> };
  const ofMachine = Object.entries(packages).filter(([, { optional, os, cpu, libc }]) => {
    return optional && !libc && os?.includes(process.platform) && cpu?.includes(process.arch);
  });
  return [...named.map((name) => `node_modules/${name}`), ...(hoisted ? ofMachine.map(([path]) => path) : [])];
}

/** What is not there after an install that npm calls done: its settings leave packages out without a word. */
export function missingPackages(directory: string, tree: Tree): string[] {
  // npm Docs, "install-strategy": with `linked`, the place of a package is not that of the lock file.
  const hoisted = !existsSync(join(directory, 'node_modules/.store'));
  return [...neededOf(tree, hoisted), 'node_modules/.bin'].filter((path) => !existsSync(join(directory, path)));
}

/** Installs the packages; why they are not there. */
export async function install(directory: string, tree: Tree): Promise<string | undefined> {
  const command = npmCommand(tree, directory);
  const { execa } = await import('execa');
  const words = [...command.split(' '), ...whole, '--no-audit', '--no-fund', '--loglevel=error'];
  const { exitCode, stderr, isCanceled, code } = await execa('npm', words, {
    cwd: directory,
    env: npmEnvironment(),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    cancelSignal: interruption,
  });
  const again = `but the repository is complete. In it, type: npm ${command}`;
  if (isCanceled) return `Stopped while installing, ${again}`;
  if (code === 'ENOENT') {
    return `npm is not installed, ${again}\nIt comes with Node.js (https://nodejs.org), and no other program reads the lock file of this repository.`;
  }
  if (exitCode !== 0) {
    const last = (stderr || 'npm could not be started').split('\n').slice(-12).join('\n');
    return `npm ${command} failed, ${again}\n\n${last}`;
  }
  const missing = missingPackages(directory, tree);
  if (missing.length === 0) return undefined;
  const some =
    missing.length > 4 ? `${missing.slice(0, 3).join(', ')} and ${missing.length - 3} more` : missing.join(', ');
  return `npm ${command} ended without an error and did not install ${some}: a setting of npm leaves that out. Read what this prints: npm config list\nThe repository is complete. In it, type: npm ${command}`;
}
