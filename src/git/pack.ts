import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { deflated, storedStream } from '../tree/deflated.ts';
import { blobId, type Tree } from '../tree/tree.ts';

/** How a repository names its objects. */
export type ObjectFormat = 'sha1' | 'sha256';

/** A pack, its index, and the objects in it that somebody names. */
export interface Pack {
  commit: Buffer;
  blobs: ReadonlyMap<string, Buffer>;
  /** What git calls its files. */
  name: string;
  pack: Buffer;
  index: Buffer;
}

interface Packed {
  id: Buffer;
  parts: Buffer[];
  crc: number;
  size: number;
}

const types = { commit: 1, tree: 2, blob: 3 };
type Type = keyof typeof types;

/** Type and size before an object (gitformat-pack(5)): four bits of the size beside the type, then seven in each byte. */
function header(type: Type, size: number): Buffer {
  const bytes = [(types[type] << 4) | (size & 15)];
  for (let rest = size >>> 4; rest > 0; rest >>>= 7) {
    bytes[bytes.length - 1] = (bytes.at(-1) as number) | 0x80;
    bytes.push(rest & 0x7f);
  }
  return Buffer.from(bytes);
}

/** Whole numbers of four bytes, the largest first. */
function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4);
  return bytes;
}

/** The index of a pack, in its version 2 (gitformat-pack(5)), whose objects begin at `offsets`. */
function indexOf(objects: readonly Packed[], offsets: ReadonlyMap<Packed, number>, pack: Buffer, hash: ObjectFormat) {
  const sorted = objects.toSorted((a, b) => Buffer.compare(a.id, b.id));
  const upTo = new Array<number>(256).fill(0);
  for (const { id } of sorted) upTo[id[0] as number] = (upTo[id[0] as number] as number) + 1;
  for (let byte = 1; byte < 256; byte++) upTo[byte] = (upTo[byte] as number) + (upTo[byte - 1] as number);
  const body = Buffer.concat([
    Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]),
    numbers(upTo),
    ...sorted.map(({ id }) => id),
    numbers(sorted.map(({ crc }) => crc)),
    numbers(sorted.map((object) => offsets.get(object) as number)),
    pack,
  ]);
  return Buffer.concat([body, createHash(hash).update(body).digest()]);
}

/** The objects of trees, a folder after those in it; the last is the top's. Paths by git's order of names in a folder. */
function treesOf(tree: Tree, blobs: ReadonlyMap<string, Buffer>, add: (type: Type, content: Buffer) => Buffer): Buffer {
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
  const written = (folder: Folder): Buffer => {
    const entries = [...folder].map(([name, inner]) => {
      const isFile = typeof inner === 'string';
      const mode = isFile ? tree.get(inner)?.mode : '40000';
      const id = isFile ? (blobs.get(inner) as Buffer) : written(inner);
      return { order: Buffer.from(isFile ? name : `${name}/`), parts: [Buffer.from(`${mode} ${name}\0`), id] };
    });
    entries.sort((a, b) => Buffer.compare(a.order, b.order));
    return add('tree', Buffer.concat(entries.flatMap(({ parts }) => parts)));
  };
  return written(top);
}

/** Files and their one commit. A pack is what git's own programs take several times as long for: they hash each byte thrice. */
export function packOf(tree: Tree, hash: ObjectFormat, whose: { author: string; committer: string }): Pack {
  const objects = new Map<string, Packed>();
  const nameOf = (type: Type, content: Buffer): string => {
    if (type === 'blob' && hash === 'sha1') return blobId(content);
    return createHash(hash).update(`${type} ${content.length}\0`).update(content).digest('hex');
  };
  const add = (type: Type, content: Buffer): Buffer => {
    const name = nameOf(type, content);
    const known = objects.get(name);
    if (known) return known.id;
    const [head, body] = [header(type, content.length), type === 'blob' ? deflated(content) : storedStream(content)];
    const id = Buffer.from(name, 'hex');
    objects.set(name, { id, parts: [head, body], crc: crc32(body, crc32(head)), size: head.length + body.length });
    return id;
  };
  const blobs = new Map([...tree].map(([path, { content }]) => [path, add('blob', content)]));
  const top = treesOf(tree, blobs, add).toString('hex');
  const message = 'Generate with create-secure-ml\n';
  const commit = add(
    'commit',
    Buffer.from(`tree ${top}\nauthor ${whose.author}\ncommitter ${whose.committer}\n\n${message}`),
  );
  const all = [...objects.values()];
  const offsets = new Map<Packed, number>();
  let at = 12;
  for (const object of all) {
    offsets.set(object, at);
    at += object.size;
  }
  const body = Buffer.concat([Buffer.from('PACK'), numbers([2, all.length]), ...all.flatMap(({ parts }) => parts)]);
  const sum = createHash(hash).update(body).digest();
  const pack = Buffer.concat([body, sum]);
  return { commit, blobs, name: `pack-${sum.toString('hex')}`, pack, index: indexOf(all, offsets, sum, hash) };
}
