import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { mostBytes, readBelow } from '../files/read.ts';
import { Refusal } from '../refusal.ts';
import type { Entry, Tree } from '../tree/tree.ts';
import { digestOfCode, digestOfOwn, isOfOwn, type Running } from '../trust/runs.ts';
import { agreedAt } from '../trust/state.ts';
import { isMadeByTools, linkEntry, mostFiles, walkedTree } from '../trust/worktree.ts';
import { git, split } from './git.ts';
import { findRepository, type GitRepository } from './repository.ts';

const isThere = (folder: string, name: string) =>
  lstatSync(join(folder, name), { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * What tools make where they make it. Node looks for packages in every node_modules on the way up (Node.js Docs, "Modules: loading
 * from node_modules"), and npm makes one beside a package.json: another one is somebody's own.
 */
const isInstalled = (folder: string) => (path: string) => {
  const name = basename(path);
  if (name === 'node_modules') return isThere(folder, join(dirname(path), 'package.json'));
  return name === 'cdk.out' ? path === name : isMadeByTools(name);
};

/** Can a program of the project take a package from there, or something else that tools made for it? */
function isInReach(path: string, prefix: string): boolean {
  if (path.startsWith(prefix)) return isMadeByTools(path.slice(prefix.length));
  const [above] = path.split(/(?<=^|\/)node_modules\//);
  return above !== path && prefix.startsWith(above as string);
}

async function trackedIn({ top, prefix }: GitRepository): Promise<Tree | undefined> {
  const paths = split((await git(top, ['ls-files', '-z'])).stdout).filter((path) => isInReach(path, prefix));
  if (paths.length > mostFiles) return undefined;
  let bytes = 0;
  return new Map(
    paths.flatMap((path): [string, Entry][] => {
      const stats = lstatSync(join(top, path), { throwIfNoEntry: false });
      if (stats?.isSymbolicLink()) return [[path, linkEntry(readlinkSync(join(top, path)))]];
      const content = stats?.isFile() ? readBelow(top, path, mostBytes - bytes) : undefined;
      if (!content) return [];
      bytes += content.length;
      return [[path, { content, mode: '100644' }]];
    }),
  );
}

/**
 * Files that came with a repository though they are in the place of what tools make: a commit can bring packages, and git replaces
 * ignored files without a word. Undefined where that cannot be told.
 */
async function broughtTools(folder: string): Promise<Tree | undefined> {
  try {
    return await trackedIn(await findRepository(folder));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code === 'git/none' ? new Map() : undefined;
  }
}

/** What cannot be told by a digest is agreed to each time. */
const once = () => `once-${process.pid}-${Date.now()}`;

/** By what this program remembers the code, if it is what it wrote into this folder. */
function digestOfWritten(code: Tree, folder: string, running: Running): string | undefined {
  const known = agreedAt(realpathSync(folder));
  const digest = known.some(isOfOwn) ? digestOfOwn(code, running) : '';
  return known.includes(digest) ? digest : undefined;
}

/** The digest of code that runs with the tools that are at `folder`. */
export async function digestWithTools(code: Tree, folder: string, running: Running = 'synthesis'): Promise<string> {
  const brought = await broughtTools(folder);
  if (!brought) return once();
  const digest = digestOfWritten(code, folder, running) ?? digestOfCode(code, running);
  if (brought.size === 0) return digest;
  // No file of a repository has an empty path.
  const entry: Entry = { content: Buffer.from(digest), mode: '100644' };
  return digestOfCode(new Map([...brought, ['', entry]]), 'workload');
}

/** The digest of what would run in the work tree at `folder`. */
export async function digestOfWorkTree(folder: string, running: Running = 'synthesis'): Promise<string> {
  const tree = walkedTree(folder, { isLeftOut: isInstalled(folder), hasLinks: true });
  return tree ? digestWithTools(tree, folder, running) : once();
}
