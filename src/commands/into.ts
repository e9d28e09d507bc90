import { constants, copyFileSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Locked, lockPath, parseLock, printLock } from '../baseline/lock.ts';
import { readBelow } from '../files/read.ts';
import { removeBelow, writeBelow } from '../files/write.ts';
import { Refusal } from '../refusal.ts';
import { folded, foldersAbove } from '../tree/path.ts';
import type { Site } from '../tree/site.ts';
import type { Tree } from '../tree/tree.ts';

/** Pages that a person has already: theirs stays, ours goes beside it under this name. */
const beside: Record<string, string> = {
  'README.md': 'README.secure-ml.md',
  'CONTRIBUTING.md': 'CONTRIBUTING.secure-ml.md',
};
/** Lists of lines: theirs stay, and what they lack of ours is added. */
const lists = ['.gitignore', '.gitattributes'];

/** What becomes of a directory that has files already. */
export interface Filled {
  /** Theirs by our path, and where ours goes. */
  beside: Map<string, string>;
  /** Lists of theirs, as they will be. */
  lists: Map<string, string>;
}

const mostTheirs = 1024 * 1024;

/** The names in the directory, as one that folds case would find them. */
function namesIn(target: string): Map<string, string> {
  return new Map(readdirSync(target).map((name) => [folded(name), name]));
}

/** Theirs, with the lines of ours that it lacks; its line ends stay. */
function joined(theirs: string, ours: string): string {
  const has = new Set(theirs.split(/\r?\n/).map((line) => line.trim()));
  const lacking = ours.split('\n').filter((line) => line !== '' && !has.has(line));
  const end = theirs.includes('\r\n') ? '\r\n' : '\n';
  const before = theirs === '' || theirs.endsWith('\n') ? theirs : theirs + end;
  return lacking.length === 0 ? theirs : `${before}${lacking.join(end)}${end}`;
}

/** Looks at what is in the directory, and refuses where one of our other files would have to take the place of one of theirs. */
export function fillingOf(target: string, tree: Tree): Filled {
  const filled: Filled = { beside: new Map(), lists: new Map() };
  const inTheWay: string[] = [];
  const names = namesIn(target);
  for (const path of tree.keys()) {
    const top = path.split('/')[0] as string;
    const theirs = names.get(folded(top));
    if (theirs === undefined) continue;
    const isFile = lstatSync(join(target, theirs)).isFile();
    if (isFile && beside[path] && !names.has(folded(beside[path]))) filled.beside.set(path, beside[path]);
    else if (isFile && theirs === path && lists.includes(path)) {
      const text = readBelow(target, path, mostTheirs)?.toString() ?? '';
      filled.lists.set(path, joined(text, tree.get(path)?.content.toString() ?? ''));
    } else if (!isAdded(target, path)) inTheWay.push(path);
  }
  if (inTheWay.length === 0) return filled;
  const some = inTheWay.slice(0, 5).join(', ');
  throw new Refusal({
    code: 'create/in-the-way',
    what: `${inTheWay.length} of the files to write are there already: ${some}${inTheWay.length > 5 ? ', ...' : ''}`,
    where: target,
    fix: 'Move them away, or name another directory. README.md, CONTRIBUTING.md, .gitignore and .gitattributes may be there.',
  });
}

/** Is nothing at this path, and above it real folders alone, of the same case? */
function isAdded(target: string, path: string): boolean {
  for (const part of [...foldersAbove(path), path]) {
    const above = part.includes('/') ? part.slice(0, part.lastIndexOf('/')) : '';
    const name = part.slice(above === '' ? 0 : above.length + 1);
    const twin = namesIn(join(target, above)).get(folded(name));
    if (twin === undefined) return true;
    if (twin !== name || part === path || !lstatSync(join(target, part)).isDirectory()) return false;
  }
  return false;
}

/** What the plan says of it. */
export function filledText({ beside, lists }: Filled, target: string): string {
  return [
    `Into ${target}, where everything stays that is there:`,
    ...[...beside].map(([path, to]) => `  ${path} stays yours; the generated one is written as ${to}`),
    ...[...lists.keys()].map((path) => `  ${path} stays yours, with the generated lines that it lacks at its end`),
    '  Nothing is committed: look at it, then: git add -A, git commit',
  ].join('\n');
}

/** The lock, in which a page that stays theirs is given back. */
function lockWith(tree: Tree, theirs: Iterable<string>): Buffer {
  const lock = parseLock(tree.get(lockPath)?.content as Buffer);
  const files = new Map<string, Locked>(lock.files);
  for (const path of theirs) files.set(path, { ...(files.get(path) as Locked), owner: 'ejected' });
  return printLock({ ...lock, files });
}

/** A site whose files are laid into the target, each where nothing is, instead of taking the target's place. */
export function layInto(site: Site, target: string, tree: Tree, filled: Filled): Site {
  const place = () => {
    const written: string[] = [];
    /** Copies what was shown, whoever wrote it into the site; never over a file. */
    const copy = (path: string, to: string) => {
      if (!isAdded(target, to)) {
        const what = `${to} was created there in the meantime`;
        throw new Refusal({ code: 'create/in-the-way', what, where: target, fix: 'Move it away, then try again.' });
      }
      mkdirSync(dirname(join(target, to)), { recursive: true });
      copyFileSync(join(site.directory, path), join(target, to), constants.COPYFILE_EXCL);
      written.push(to);
    };
    try {
      for (const path of tree.keys()) {
        if (path !== lockPath && !filled.lists.has(path)) copy(path, filled.beside.get(path) ?? path);
      }
      for (const [path, text] of filled.lists) writeBelow(target, path, text);
      writeBelow(target, lockPath, lockWith(tree, filled.beside.keys()));
    } catch (error) {
      for (const path of written) removeBelow(target, path);
      throw error;
    }
    site.discard();
  };
  return { directory: site.directory, discard: site.discard, place };
}
