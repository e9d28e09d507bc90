import { createHash } from 'node:crypto';
import { blobId, type Entry, objectId, type PiecesByContent, type Tree } from '../tree/tree.ts';
import { latin1Of, longestShort, type ObjectType, PackBytes } from './pack-bytes.ts';

/** How a repository names its objects. */
export type ObjectFormat = 'sha1' | 'sha256';

/** A pack in parts, its index, and the objects in it that somebody names, in hexadecimal. */
export interface Pack {
  commit: string;
  blobs: ReadonlyMap<string, string>;
  /** What git calls its files. */
  name: string;
  pack: Buffer[];
  index: Buffer;
}

interface Packed {
  /** Where it begins in the pack. */
  at: number;
  crc: number;
}

/** A file that holds contents of others as they are, and where: in pieces of a length that one instruction copies. */
export interface Archive {
  content: Buffer;
  places: PiecesByContent;
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
  const numbers = new DataView(out.buffer, out.byteOffset);
  let at = out.write('\xfftOc\0\0\0\x02', 'latin1');
  let sum = 0;
  const add = (number: number) => {
    numbers.setUint32(at, number);
    at += 4;
  };
  for (const count of upTo) {
    sum += count;
    add(sum);
  }
  at += out.write(names.join(''), at, 'hex');
  for (const name of names) add((objects.get(name) as Packed).crc);
  for (const name of names) add((objects.get(name) as Packed).at);
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
    let folder = top;
    let from = 0;
    for (let to = path.indexOf('/'); to >= 0; to = path.indexOf('/', from)) {
      const part = path.slice(from, to);
      const inner = (folder.get(part) as Folder | undefined) ?? new Map();
      if (inner.size === 0) folder.set(part, inner);
      folder = inner;
      from = to + 1;
    }
    folder.set(path.slice(from), path);
  }
  const written = (folder: Folder): string => {
    const entries = [...folder.keys()].map((name) => {
      const inner = folder.get(name) as Folder | string;
      const isFile = typeof inner === 'string';
      const latin1 = latin1Of(name);
      const id = isFile ? (blobs.get(inner) as string) : written(inner);
      return {
        order: isFile ? latin1 : `${latin1}/`,
        head: `${isFile ? tree.get(inner)?.mode : '40000'} ${latin1}\0`,
        id,
      };
    });
    entries.sort((a, b) => (a.order < b.order ? -1 : 1));
    const object = Buffer.allocUnsafe(entries.reduce((sum, { head, id }) => sum + head.length + id.length / 2, 0));
    let at = 0;
    for (const { head, id } of entries) {
      at += object.write(head, at, 'latin1');
      at += object.write(id, at, 'hex');
    }
    return add('tree', object);
  };
  return written(top);
}

/** As many bytes as the objects take at most whose contents are copied, and all headers. */
const roomFor = (tree: Tree) =>
  [...tree.keys()].reduce((sum, path) => {
    const { length } = (tree.get(path) as Entry).content;
    return sum + 8 * path.length + (length > longestShort ? length >>> 13 : length) + 512;
  }, 8192);

/**
 * Files and their one commit. `archive`: what it holds is written as parts of it. Nothing is compressed: git does that when it packs
 * anew, and takes several times as long for it as all of this.
 */
export function packOf(
  tree: Tree,
  hash: ObjectFormat,
  whose: { author: string; committer: string },
  archive: Archive = { content: Buffer.alloc(0), places: new Map() },
): Pack {
  const objects = new Map<string, Packed>();
  const bytes = new PackBytes(roomFor(tree));
  const first = bytes.at;
  const add = (type: ObjectType, content: Buffer): string => {
    const name = type === 'blob' && hash === 'sha1' ? blobId(content) : objectId(type, content, hash);
    if (objects.has(name)) return name;
    const { at } = bytes;
    const pieces = type === 'blob' ? (archive.places.get(content) ?? []) : [];
    const crc =
      pieces.length === 0
        ? bytes.whole(type, content)
        : bytes.part(first, archive.content.length, pieces, content.length);
    objects.set(name, { at, crc });
    return name;
  };
  if (archive.content.length > 0) add('blob', archive.content);
  const blobs = new Map<string, string>();
  for (const path of tree.keys()) blobs.set(path, add('blob', (tree.get(path) as Entry).content));
  const top = treesOf(tree, blobs, add);
  const message = 'Generate with create-secure-ml\n';
  const commit = add(
    'commit',
    Buffer.from(`tree ${top}\nauthor ${whose.author}\ncommitter ${whose.committer}\n\n${message}`),
  );
  const parts = bytes.end(objects.size);
  const summing = createHash(hash);
  for (const part of parts) summing.update(part);
  const sum = summing.digest();
  return {
    commit,
    blobs,
    name: `pack-${sum.toString('hex')}`,
    pack: [...parts, sum],
    index: indexOf(objects, sum, hash),
  };
}
