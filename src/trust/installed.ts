import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mostBytes, readAt, readBelow, reused } from '../files/read.ts';
import type { Running } from './runs.ts';
import { isMadeByTools } from './worktree.ts';

/** What tools write beside packages while they run, and Python's caches, which repositoryEnvironment has it look for elsewhere. */
const passing = /^(\.cache|\.vite(-temp)?|\.package-lock\.json|\.modules\.yaml|\.pnpm-workspace-state.*|__pycache__)$/;
const locks = /^(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|requirements.*\.txt)$/;
const most = { files: 200_000, bytes: 2 ** 31 };

const sorted = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));

/** The folders of packages below a project. */
function below(folder: string, wanted: RegExp): string[] {
  return sorted(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (wanted.test(entry.name)) return [path];
    return entry.isDirectory() && !isMadeByTools(entry.name) && existsSync(path) ? below(path, wanted) : [];
  });
}

/** Those above it, up to the top of its repository: a workspace has its packages there. */
function above(folder: string): string[] {
  if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return [];
  const place = join(dirname(folder), 'node_modules');
  return [...(existsSync(place) ? [place] : []), ...above(dirname(folder))];
}

/** A digest of all that is in a folder; another one each time where that cannot be told, or is more than packages are. */
function digestOf(top: string): string {
  const hash = createHash('sha256');
  let { files, bytes } = most;
  const walk = (path: string) => {
    for (const entry of sorted(join(top, path))) {
      if (passing.test(entry.name)) continue;
      const at = path ? `${path}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        walk(at);
        continue;
      }
      const content = entry.isFile() ? readAt(top, at, Math.min(bytes, 4 * mostBytes), reused) : '';
      const link = entry.isSymbolicLink() ? readlinkSync(join(top, at)) : '';
      hash.update(`${at}\0${entry.isFile()}\0${link}\0${content.length}\0`).update(content);
      bytes -= content.length;
      files -= 1;
      if (files < 0) throw new Error('more files than packages have');
    }
  };
  try {
    walk('');
    return hash.digest('hex');
  } catch {
    return `once-${Date.now()}`;
  }
}

/** The digest of the lock files beside a folder of packages; nothing where there is none. */
function lockBeside(place: string): string {
  const folder = dirname(place);
  const found = sorted(folder).filter((entry) => entry.isFile() && locks.test(entry.name));
  const hash = createHash('sha256');
  for (const { name } of found) hash.update(`${name}\0`).update(readBelow(folder, name) ?? '');
  return found.length > 0 ? hash.digest('hex') : '';
}

const mark = 'installed ';

/**
 * What is installed for a project, a line for each folder of packages: `installed where lock digest`. One lock file gives the same packages
 * whoever installs them; an archive that is unpacked over a folder can bring others, and git does not know of them.
 */
export function installedFor(folder: string, running: Running): string[] {
  const wanted = running === 'workload' ? /^(node_modules|\.venv)$/ : /^node_modules$/;
  return [...below(folder, wanted), ...above(folder)].map(
    (place) => `${mark}${place} ${lockBeside(place)} ${digestOf(place)}`,
  );
}

/**
 * Are these packages other ones than those that the same lock file gave when somebody agreed? Without a lock file, whatever was not there
 * then is: Node takes packages from the nearest folder.
 */
export function areOthers(installed: readonly string[], known: readonly string[]): boolean {
  return installed.some((line) => {
    const sameLock = line.slice(0, line.lastIndexOf(' ') + 1);
    const earlier = sameLock.endsWith('  ') ? mark : sameLock;
    return !known.includes(line) && known.some((one) => one.startsWith(earlier));
  });
}
