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
  blobs: ReadonlyMap<string, Buffer>,
  hash: ObjectFormat,
): Buffer {
  const named = [...tree].map(([path, { mode }]) => ({ path, name: Buffer.from(path), mode }));
  named.sort((a, b) => Buffer.compare(a.name, b.name));
  const entries = named.map(({ path, name, mode }) => {
    const id = blobs.get(path) as Buffer;
    const size = 40 + id.length + 2 + name.length;
    const entry = Buffer.alloc(size + (8 - (size % 8)));
    const stats = lstatSync(`${directory}/${path}`, { bigint: true });
    let at = 0;
    const put = (field: bigint) => {
      at = entry.writeUInt32BE(Number(field & bits32), at);
    };
    for (const time of [stats.ctimeNs, stats.mtimeNs]) {
      put(time / second);
      put(time % second);
    }
    put(stats.dev);
    put(stats.ino);
    put(BigInt(Number.parseInt(mode, 8)));
    put(stats.uid);
    put(stats.gid);
    put(stats.size);
    id.copy(entry, 40);
    entry.writeUInt16BE(Math.min(name.length, 0xfff), 40 + id.length);
    name.copy(entry, 42 + id.length);
    return entry;
  });
  const head = Buffer.from([...Buffer.from('DIRC'), 0, 0, 0, 2, 0, 0, 0, 0]);
  head.writeUInt32BE(entries.length, 8);
  const body = Buffer.concat([head, ...entries]);
  return Buffer.concat([body, createHash(hash).update(body).digest()]);
}
