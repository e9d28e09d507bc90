import { createHash } from 'node:crypto';
import type { Entry, Tree } from '../tree/tree.ts';

/** What would run: a synthesis alone, or the workload's Python too, with the packages that its requirements name. */
export type Running = 'synthesis' | 'workload';

const never =
  /(\.(md|csv|svg|png)|(^|\/)\.gitignore)$|^(settings\.json|accepted\.json|cdk\.context\.json|LICENSE)$|^(\.secure-ml|\.github)\//;

/** What Python runs, or is told by to fetch what it runs. */
const workload = /\.(py|txt)$/;

/**
 * The digests of what would run of this repository: every path and content that is neither run nor obeyed is left out, which is text, data,
 * and what the generator's own program reads. All else counts, whatever its name: Node imports a file of any ending. Modes do not count: a
 * checkout on Windows has none, and nothing is started by its name.
 */
export function digestsOfCode(tree: Tree): Record<Running, string> {
  const paths = [...tree.keys()].filter((path) => !never.test(path)).sort();
  const digestOf = (wanted: readonly string[], before = '') => {
    const hash = createHash('sha256').update(before);
    for (const path of wanted) {
      const { content } = tree.get(path) as Entry;
      hash.update(`${path}\0${content.length}\0`).update(content);
    }
    return `sha256-${hash.digest('hex')}`;
  };
  const synthesis = digestOf(paths.filter((path) => !workload.test(path)));
  return {
    synthesis,
    workload: digestOf(
      paths.filter((path) => workload.test(path)),
      `workload\0${synthesis}`,
    ),
  };
}

/** That of one of them. */
export const digestOfCode = (tree: Tree, running: Running = 'synthesis'): string => digestsOfCode(tree)[running];
