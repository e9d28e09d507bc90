import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import type { Tree } from '../tree/tree.ts';
import type { ObjectFormat } from './pack.ts';

const bits32 = 0xffff_ffffn;
const second = 1_000_000_000n;

/**
 * git's index of files that were just written below `directory` (gitformat-index(5), version 2). What it says of a file's times is
 * what the file has: git looks no further as long as they stay.
 */
export function indexFileOf(
  directory: string,
  tree: Tree,
  blobs: ReadonlyMap<string, string>,
  hash: ObjectFormat,
): Buffer {
  const named = [...tree].map(([path, { mode }]) => ({ path, name: Buffer.from(path).toString('latin1'), mode }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const idLength = hash === 'sha1' ? 20 : 32;
  const out = Buffer.alloc(12 + named.reduce((sum, { name }) => sum + 50 + idLength + name.length, idLength));
  let at = out.write('DIRC\0\0\0\x02', 'latin1');
  at = out.writeUInt32BE(named.length, at);
  const put = (field: bigint) => {
    at = out.writeUInt32BE(Number(field & bits32), at);
  };
  for (const { path, name, mode } of named) {
    const start = at;
    const stats = lstatSync(`${directory}/${path}`, { bigint: true });
    for (const time of [stats.ctimeNs, stats.mtimeNs]) {
      put(time / second);
      put(time % second);
    }
    put(stats.dev);
    put(stats.ino);
    at = out.writeUInt32BE(Number.parseInt(mode, 8), at);
    put(stats.uid);
    put(stats.gid);
    put(stats.size);
    at += out.write(blobs.get(path) as string, at, 'hex');
    at = out.writeUInt16BE(Math.min(name.length, 0xfff), at);
    at += out.write(name, at, 'latin1');
    // One to eight bytes of nothing, up to a multiple of eight.
    at += 8 - ((at - start) % 8);
  }
  createHash(hash).update(out.subarray(0, at)).digest().copy(out, at);
  return out.subarray(0, at + idLength);
}
