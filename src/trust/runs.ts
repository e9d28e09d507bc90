import { createHash } from 'node:crypto';
import type { Entry, Tree } from '../tree/tree.ts';

/** What would run: a synthesis alone, or the workload's Python too, with the packages that its requirements name. */
export type Running = 'synthesis' | 'workload';

const never =
  /(\.(md|csv|svg|png)|(^|\/)\.gitignore)$|^(settings\.json|accepted\.json|cdk\.context\.json|LICENSE)$|^(\.secure-ml|\.github)\//;

/** What Python runs, or is told by to fetch what it runs. */
const workload = /\.(py|txt)$/;

/** Of files that are run or obeyed, those of the workload or all others, beside what `before` says. */
function digestOf(tree: Tree, isWorkload: boolean, before = ''): string {
  const hash = createHash('sha256').update(before);
  for (const path of [...tree.keys()].sort()) {
    if (never.test(path) || workload.test(path) !== isWorkload) continue;
    const { content } = tree.get(path) as Entry;
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return `sha256-${hash.digest('hex')}`;
}

const withWorkload = (tree: Tree, synthesis: string) => digestOf(tree, true, `workload\0${synthesis}`);

/**
 * The digest of what would run of this repository: every path and content that is neither run nor obeyed is left out, which is text, data,
 * and what the generator's own program reads. All else counts, whatever its name: Node imports a file of any ending. Modes do not count: a
 * checkout on Windows has none, and nothing is started by its name.
 */
export function digestOfCode(tree: Tree, running: Running = 'synthesis'): string {
  const synthesis = digestOf(tree, false);
  return running === 'synthesis' ? synthesis : withWorkload(tree, synthesis);
}

/** Both of them. */
export function digestsOfCode(tree: Tree): string[] {
  const synthesis = digestOf(tree, false);
  return [synthesis, withWorkload(tree, synthesis)];
}
