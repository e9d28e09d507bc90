import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import type { Written } from '../tree/site.ts';
import type { Tree } from '../tree/tree.ts';
import type { ObjectFormat } from './pack.ts';
import { latin1Of } from './pack-bytes.ts';

/**
 * git's index of files that were just written below `directory` (gitformat-index(5), version 2). What it says of a file's times is
 * what the file has: git looks no further as long as they stay. `written`: what is known of them already.
 */
export function indexFileOf(
  directory: string,
  tree: Tree,
  blobs: ReadonlyMap<string, string>,
  hash: ObjectFormat,
  written?: Written,
): Buffer {
  const named = [...tree.keys()].map((path) => ({ path, name: latin1Of(path), mode: tree.get(path)?.mode }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const idLength = hash === 'sha1' ? 20 : 32;
  const out = Buffer.alloc(12 + named.reduce((sum, { name }) => sum + 50 + idLength + name.length, idLength));
  const numbers = new DataView(out.buffer, out.byteOffset);
  out.write('DIRC\0\0\0\x02', 'latin1');
  numbers.setUint32(8, named.length);
  let at = 12;
  for (const { path, name, mode } of named) {
    const start = at;
    const stats = written?.get(path) ?? lstatSync(`${directory}/${path}`);
    // Of each number the low 32 bits count. Nanoseconds are left out: git is built to compare seconds, and reads what they cannot tell
    // (git-racy).
    numbers.setUint32(at, stats.ctimeMs / 1000);
    numbers.setUint32(at + 8, stats.mtimeMs / 1000);
    numbers.setUint32(at + 16, stats.dev);
    numbers.setUint32(at + 20, stats.ino);
    numbers.setUint32(at + 24, mode === '100755' ? 0o100755 : 0o100644);
    numbers.setUint32(at + 28, stats.uid);
    numbers.setUint32(at + 32, stats.gid);
    numbers.setUint32(at + 36, stats.size);
    at += 40;
    at += out.write(blobs.get(path) as string, at, 'hex');
    numbers.setUint16(at, Math.min(name.length, 0xfff));
    at += 2;
    at += out.write(name, at, 'latin1');
    // One to eight bytes of nothing, up to a multiple of eight.
    at += 8 - ((at - start) % 8);
  }
  createHash(hash).update(out.subarray(0, at)).digest().copy(out, at);
  return out.subarray(0, at + idLength);
}
