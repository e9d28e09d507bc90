import { createHash } from 'node:crypto';
import { blobId, type Tree } from '../tree/tree.ts';
import { type ObjectType, PackBytes } from './pack-bytes.ts';

/** How a repository names its objects. */
export type ObjectFormat = 'sha1' | 'sha256';

/** A pack, its index, and the objects in it that somebody names, in hexadecimal. */
export interface Pack {
  commit: string;
  blobs: ReadonlyMap<string, string>;
  /** What git calls its files. */
  name: string;
  pack: Buffer;
  index: Buffer;
}

interface Packed {
  /** Where it begins in the pack. */
  at: number;
  crc: number;
}

/** As much as one instruction copies, and as an archive keeps in one piece. */
const piece = 0xf000;

/** Where contents are in an archive that holds them in this order, with a short line before each; undefined: not there, or in pieces. */
function finder(archive: Buffer): (content: Buffer) => number | undefined {
  const longestLine = 4096;
  let next = 0;
  return (content) => {
    if (content.length === 0) return undefined;
    const start = content.subarray(0, piece);
    const at = archive.subarray(next, next + longestLine + start.length).indexOf(start);
    if (at < 0) return undefined;
    const found = next + at;
    next = found + content.length;
    return content.length > piece ? undefined : found;
  };
}

/** The index of a pack, in its version 2 (gitformat-pack(5)). */
function indexOf(objects: ReadonlyMap<string, Packed>, pack: Buffer, hash: ObjectFormat): Buffer {
  const names = [...objects.keys()].sort();
  const upTo = new Array<number>(256).fill(0);
  for (const name of names) {
    const byte = Number.parseInt(name.slice(0, 2), 16);
    upTo[byte] = (upTo[byte] as number) + 1;
  }
  const out = Buffer.allocUnsafe(8 + 1024 + names.length * (pack.length + 8) + 2 * pack.length);
  let at = out.write('\xfftOc\0\0\0\x02', 'latin1');
  let sum = 0;
  for (const count of upTo) {
    sum += count;
    at = out.writeUInt32BE(sum, at);
  }
  for (const name of names) at += out.write(name, at, 'hex');
  for (const name of names) at = out.writeUInt32BE((objects.get(name) as Packed).crc, at);
  for (const name of names) at = out.writeUInt32BE((objects.get(name) as Packed).at, at);
  at += pack.copy(out, at);
  createHash(hash).update(out.subarray(0, at)).digest().copy(out, at);
  return out;
}

/** The objects of trees, a folder after those in it; the last is the top's. Paths by git's order of names in a folder. */
function treesOf(
  tree: Tree,
  blobs: ReadonlyMap<string, string>,
  add: (type: ObjectType, content: Buffer) => string,
): string {
  type Folder = Map<string, Folder | string>;
  const top: Folder = new Map();
  for (const path of tree.keys()) {
    const parts = path.split('/');
    let folder = top;
    for (const part of parts.slice(0, -1)) {
      const inner = folder.get(part) ?? new Map();
      folder.set(part, inner);
      folder = inner as Folder;
    }
    folder.set(parts.at(-1) as string, path);
  }
  const written = (folder: Folder): string => {
    const entries = [...folder].map(([name, inner]) => {
      const isFile = typeof inner === 'string';
      const mode = isFile ? tree.get(inner)?.mode : '40000';
      const id = isFile ? (blobs.get(inner) as string) : written(inner);
      return { order: Buffer.from(isFile ? name : `${name}/`).toString('latin1'), head: `${mode} ${name}\0`, id };
    });
    entries.sort((a, b) => (a.order < b.order ? -1 : 1));
    return add('tree', Buffer.concat(entries.flatMap(({ head, id }) => [Buffer.from(head), Buffer.from(id, 'hex')])));
  };
  return written(top);
}

/** More bytes than the objects of files and folders take beside the files' contents. */
const besides = (tree: Tree) =>
  [...tree].reduce((sum, [path, { content }]) => sum + 8 * path.length + (content.length >>> 10) + 512, 8192);

/**
 * Files and their one commit. `archive`: one of the files, which holds others as they are: those are written as parts of it. Nothing
 * is compressed: git does that when it packs anew, and takes several times as long for it as all of this.
 */
export function packOf(
  tree: Tree,
  hash: ObjectFormat,
  whose: { author: string; committer: string },
  archive: Buffer = Buffer.alloc(0),
): Pack {
  const objects = new Map<string, Packed>();
  const contents = [...tree.values()].reduce((sum, { content }) => sum + content.length, 0);
  const bytes = new PackBytes(contents + besides(tree));
  const first = bytes.at;
  const placeOf = finder(archive);
  const nameOf = (type: ObjectType, content: Buffer): string => {
    if (type === 'blob' && hash === 'sha1') return blobId(content);
    return createHash(hash).update(`${type} ${content.length}\0`).update(content).digest('hex');
  };
  const add = (type: ObjectType, content: Buffer): string => {
    const name = nameOf(type, content);
    if (objects.has(name)) return name;
    const { at } = bytes;
    const place = type === 'blob' && content !== archive ? placeOf(content) : undefined;
    const crc =
      place === undefined ? bytes.whole(type, content) : bytes.part(first, archive.length, place, content.length);
    objects.set(name, { at, crc });
    return name;
  };
  if (archive.length > 0) add('blob', archive);
  const blobs = new Map([...tree].map(([path, { content }]) => [path, add('blob', content)]));
  const top = treesOf(tree, blobs, add);
  const message = 'Generate with create-secure-ml\n';
  const commit = add(
    'commit',
    Buffer.from(`tree ${top}\nauthor ${whose.author}\ncommitter ${whose.committer}\n\n${message}`),
  );
  const length = hash === 'sha1' ? 20 : 32;
  const pack = bytes.end(objects.size, length);
  const sum = createHash(hash).update(pack.subarray(0, -length)).digest();
  sum.copy(pack, pack.length - length);
  return { commit, blobs, name: `pack-${sum.toString('hex')}`, pack, index: indexOf(objects, sum, hash) };
}
