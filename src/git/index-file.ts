import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import type { Tree } from '../tree/tree.ts';
import type { ObjectFormat } from './pack.ts';
import { latin1Of } from './pack-bytes.ts';

const second = 1_000_000_000n;

/** The low 32 bits, which is all that an index keeps of a number. */
const low = (field: bigint) => Number(BigInt.asUintN(32, field));

/** Splits times into seconds and nanoseconds. Files of one second follow each other: a division for each would take as long as all else. */
function splitter(): (time: bigint) => { seconds: number; nanoseconds: number } {
  let [start, seconds] = [0n, 0];
  return (time) => {
    if (time < start || time >= start + second) {
      seconds = low(time / second);
      start = time - (time % second);
    }
    return { seconds, nanoseconds: Number(time - start) };
  };
}

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
  const named = [...tree].map(([path, { mode }]) => ({ path, name: latin1Of(path), mode }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const idLength = hash === 'sha1' ? 20 : 32;
  const out = Buffer.alloc(12 + named.reduce((sum, { name }) => sum + 50 + idLength + name.length, idLength));
  let at = out.write('DIRC\0\0\0\x02', 'latin1');
  at = out.writeUInt32BE(named.length, at);
  const split = splitter();
  for (const { path, name, mode } of named) {
    const start = at;
    const stats = lstatSync(`${directory}/${path}`, { bigint: true });
    for (const time of [stats.ctimeNs, stats.mtimeNs]) {
      const { seconds, nanoseconds } = split(time);
      at = out.writeUInt32BE(seconds, at);
      at = out.writeUInt32BE(nanoseconds, at);
    }
    at = out.writeUInt32BE(low(stats.dev), at);
    at = out.writeUInt32BE(low(stats.ino), at);
    at = out.writeUInt32BE(Number.parseInt(mode, 8), at);
    for (const field of [stats.uid, stats.gid, stats.size]) at = out.writeUInt32BE(low(field), at);
    at += out.write(blobs.get(path) as string, at, 'hex');
    at = out.writeUInt16BE(Math.min(name.length, 0xfff), at);
    at += out.write(name, at, 'latin1');
    // One to eight bytes of nothing, up to a multiple of eight.
    at += 8 - ((at - start) % 8);
  }
  createHash(hash).update(out.subarray(0, at)).digest().copy(out, at);
  return out.subarray(0, at + idLength);
}
