import { createHash } from 'node:crypto';
import type { Tree } from '../tree/tree.ts';

/**
 * Files that no synthesis runs or obeys: text, data, Python, and what the generator's own program reads. All else counts, whatever
 * its name: Node imports a file of any ending.
 */
const inert =
  /(\.(md|txt|py|csv|svg|png)|(^|\/)\.gitignore)$|^(settings\.json|accepted\.json|cdk\.context\.json|LICENSE)$|^(\.secure-ml|\.github)\//;

/**
 * The digest of what a synthesis of this repository would run: every path and content that is not inert. Modes do not count: a
 * checkout on Windows has none, and nothing is started by its name.
 */
export function digestOfCode(tree: Tree): string {
  const hash = createHash('sha256');
  for (const [path, { content }] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (inert.test(path)) continue;
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return `sha256-${hash.digest('hex')}`;
}
