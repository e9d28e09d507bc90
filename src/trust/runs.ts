import { createHash } from 'node:crypto';
import type { Tree } from '../tree/tree.ts';

/** What would run: a synthesis alone, or the workload's Python too, with the packages that its requirements name. */
export type Running = 'synthesis' | 'workload';

const never =
  /(\.(md|csv|svg|png)|(^|\/)\.gitignore)$|^(settings\.json|accepted\.json|cdk\.context\.json|LICENSE)$|^(\.secure-ml|\.github)\//;

/**
 * Files that are neither run nor obeyed: text, data, and what the generator's own program reads. All else counts, whatever its
 * name: Node imports a file of any ending.
 */
const inert: Record<Running, (path: string) => boolean> = {
  synthesis: (path) => never.test(path) || /\.(py|txt)$/.test(path),
  workload: (path) => never.test(path),
};

/**
 * The digest of what would run of this repository: every path and content that is not inert. Modes do not count: a
 * checkout on Windows has none, and nothing is started by its name.
 */
export function digestOfCode(tree: Tree, running: Running = 'synthesis'): string {
  const hash = createHash('sha256').update(running === 'synthesis' ? '' : `${running}\0`);
  for (const [path, { content }] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (inert[running](path)) continue;
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return `sha256-${hash.digest('hex')}`;
}
