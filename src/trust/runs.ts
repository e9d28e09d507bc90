import { createHash } from 'node:crypto';
import type { Entry, Tree } from '../tree/tree.ts';

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

/** Both of them. */
export function digestsOfCode(tree: Tree): string[] {
  const { own, others } = pathsOf(tree);
  const synthesis = digestOf(tree, others);
  return [synthesis, withWorkload(tree, own, synthesis)];
}
