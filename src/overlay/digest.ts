import { createHash } from 'node:crypto';
import type { Tree } from '../tree/tree.ts';

/** The digest of a tree, in the form of Subresource Integrity. */
export function digest(tree: Tree): string {
  const hash = createHash('sha512');
  for (const [path, { content, mode }] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(content.length));
    // NUL ends a path (no path has one) and the size ends the content: no two trees give the same bytes.
    hash.update(`${mode} ${path}\0`).update(size).update(content);
  }
  return `sha512-${hash.digest('base64')}`;
}
