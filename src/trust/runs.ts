import { createHash, hash } from 'node:crypto';
import { blobId, type Entry, type Tree } from '../tree/tree.ts';

/** What would run: a synthesis alone, or the workload's Python too, with the packages that its requirements name. */
export type Running = 'synthesis' | 'workload';

const never =
  /(\.(md|csv|svg|png)|(^|\/)\.gitignore)$|^(settings\.json|accepted\.json|cdk\.context\.json|LICENSE)$|^(\.secure-ml|\.github)\//;

/** What Python runs, or is told by to fetch what it runs. */
const workload = /\.(py|txt)$/;

/** The paths of files that are run or obeyed, sorted: those of the workload, and all others. */
function pathsOf(tree: Tree): { own: string[]; others: string[] } {
  const [own, others]: [string[], string[]] = [[], []];
  for (const path of [...tree.keys()].sort()) {
    if (!never.test(path)) (workload.test(path) ? own : others).push(path);
  }
  return { own, others };
}

/** Of these files, beside what `before` says. */
function digestOf(tree: Tree, paths: string[], before = ''): string {
  const hash = createHash('sha256').update(before);
  for (const path of paths) {
    const { content } = tree.get(path) as Entry;
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return `sha256-${hash.digest('hex')}`;
}

const withWorkload = (tree: Tree, own: string[], synthesis: string) => digestOf(tree, own, `workload\0${synthesis}`);

/**
 * The digest of what would run of this repository: every path and content that is neither run nor obeyed is left out, which is text, data,
 * and what the generator's own program reads. All else counts, whatever its name: Node imports a file of any ending. Modes do not count: a
 * checkout on Windows has none, and nothing is started by its name.
 */
export function digestOfCode(tree: Tree, running: Running = 'synthesis'): string {
  const { own, others } = pathsOf(tree);
  const synthesis = digestOf(tree, others);
  return running === 'synthesis' ? synthesis : withWorkload(tree, own, synthesis);
}

const ownMark = 'own-sha256-';
export const isOfOwn = (digest: string): boolean => digest.startsWith(ownMark);

/**
 * The same of code that this program wrote itself, by the ids of its contents, which a new repository has at hand. They are SHA-1: nobody
 * can make another content for an id that is given, but somebody who writes both can. So it is for no code of another's.
 */
export function digestOfOwn(tree: Tree, running: Running = 'synthesis'): string {
  const { own, others } = pathsOf(tree);
  const paths = running === 'synthesis' ? others : [...others, ...own];
  const lines = paths.map((path) => `${path}\0${blobId((tree.get(path) as Entry).content)}`);
  return `${ownMark}${hash('sha256', `${running}\n${lines.join('\n')}`)}`;
}
