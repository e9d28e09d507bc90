import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Entry, Tree } from './tree.ts';

const leftovers = new Set([
  'node_modules',
  'cdk.out',
  '.venv',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
]);

function filesBelow(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (leftovers.has(entry.name)) return [];
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

function readFolder(root: string): Tree {
  const paths = filesBelow(root).sort();
  return new Map(
    paths.map((path): [string, Entry] => {
      const file = join(root, path);
      return [path, { content: readFileSync(file), mode: statSync(file).mode & 0o100 ? '100755' : '100644' }];
    }),
  );
}

/** Numbers before what is packed: the length of the whole, and of the index (4 bytes each, big endian). */
const headLength = 8;

/** Files of one kind beside each other: Brotli finds more in what is alike, and the package has to stay small. */
function alike(files: Tree): [path: string, entry: Entry][] {
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\.ejs$/, '');
  const counts = new Map<string, number>();
  for (const path of files.keys()) counts.set(nameOf(path), (counts.get(nameOf(path)) ?? 0) + 1);
  const keyOf = (path: string) => {
    const name = nameOf(path);
    return (counts.get(name) ?? 0) > 5 ? name : name.replace(/^[^.]*/, '');
  };
  const keyed = [...files].map(([path, entry]): [string, string, Entry] => [keyOf(path), path, entry]);
  const before = (one: string, other: string) => (one < other ? -1 : Number(one > other));
  return keyed.sort(([a, x], [b, y]) => before(a, b) || before(x, y)).map(([, path, entry]) => [path, entry]);
}

/** All files in one, packed by Brotli after the two numbers: the index (JSON: path, mode, bytes), then the contents. */
export function packTemplates(files: Tree): Buffer {
  const ordered = alike(files);
  const index = Buffer.from(JSON.stringify(ordered.map(([path, { content, mode }]) => [path, mode, content.length])));
  const bytes = Buffer.concat([index, ...ordered.map(([, { content }]) => content)]);
  const head = Buffer.alloc(headLength);
  head.writeUInt32BE(bytes.length);
  head.writeUInt32BE(index.length, 4);
  const params = { [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return Buffer.concat([head, brotliCompressSync(bytes, { params })]);
}

function unpackTemplates(archive: Buffer): Tree {
  // One piece for all, with some bytes to spare: by default the output is put together from pieces of 16 KiB.
  const packed = brotliDecompressSync(archive.subarray(headLength), { chunkSize: archive.readUInt32BE(0) + 64 });
  const start = archive.readUInt32BE(4);
  const index = JSON.parse(packed.toString('utf8', 0, start)) as [string, Entry['mode'], number][];
  let at = start;
  const files = index.map(([path, mode, size]): [string, Entry] => {
    at += size;
    return [path, { content: packed.subarray(at - size, at), mode }];
  });
  return new Map(files.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What was unpacked: an archive is part of the program and does not change while it runs. */
const unpacked = new Map<string, Tree>();

/** The files that a repository is made of, not rendered, sorted by path: a checkout's folder or the package's archive. */
export function readTemplates(place: string): Tree {
  const known = unpacked.get(place);
  if (known) return known;
  if (statSync(place).isDirectory()) return readFolder(place);
  const files = unpackTemplates(readFileSync(place));
  unpacked.set(place, files);
  return files;
}
