import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants, deflateRawSync } from 'node:zlib';
import { blobId, type Entry, nameContent, type Tree } from './tree.ts';

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

/** Numbers before all else: how many bytes are packed, how many of them are the index, how many ids and how many bytes are plain (4 bytes each, big endian). */
const headLength = 16;
const idLength = 20;

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

/** A template with slots is rendered before anything asks for its id, and no new repository has a unit: an id is 20 bytes of the package. */
const hasId = (path: string) => !path.endsWith('.ejs') && !path.startsWith('infra/units/');

/** Does it hold what is packed already? Brotli takes longer for a byte of it than for one of a text, and saves none. */
const isPlain = ([, { content }]: [string, Entry]) =>
  content.length > 16_384 && deflateRawSync(content).length > 0.7 * content.length;

/** What is in an archive, in its order: paths, bytes of each, and the paths of those that are programs. */
interface Index {
  paths: string[];
  sizes: number[];
  programs: string[];
}

const isProgram = ([, { mode }]: [string, Entry]) => mode === '100755';

/**
 * All files in one: the numbers, blob ids by the order of paths, packed by Brotli the index as JSON and the contents, and what is plain. The
 * ids are known before, so that a new repository does not hash what is the same in each. Literals are packed without contexts: to unpack
 * them takes a sixth less time, and the package can afford it.
 */
export function packTemplates(files: Tree): Buffer {
  const all = alike(files);
  const plain = all.filter(isPlain);
  const packed = all.filter((each) => !plain.includes(each));
  const ordered = [...packed, ...plain];
  const names: Index = {
    paths: ordered.map(([path]) => path),
    sizes: ordered.map(([, { content }]) => content.length),
    programs: ordered.filter(isProgram).map(([path]) => path),
  };
  const index = Buffer.from(JSON.stringify(names));
  const bytes = Buffer.concat([index, ...packed.map(([, { content }]) => content)]);
  const beside = Buffer.concat(plain.map(([, { content }]) => content));
  const named = [...files.keys()].sort().filter(hasId);
  const ids = Buffer.from(named.map((path) => blobId((files.get(path) as Entry).content)).join(''), 'hex');
  const head = Buffer.alloc(headLength);
  for (const [place, number] of [bytes.length, index.length, named.length, beside.length].entries()) {
    head.writeUInt32BE(number, 4 * place);
  }
  const params = {
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_DISABLE_LITERAL_CONTEXT_MODELING]: 1,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    [constants.BROTLI_PARAM_NPOSTFIX]: 3,
  };
  return Buffer.concat([head, ids, brotliCompressSync(bytes, { params }), beside]);
}

function unpackTemplates(archive: Buffer): Tree {
  const length = archive.readUInt32BE(0);
  const start = archive.readUInt32BE(4);
  const packedAt = headLength + archive.readUInt32BE(8) * idLength;
  const plain = archive.subarray(archive.length - archive.readUInt32BE(12));
  const ids = archive.toString('hex', headLength, packedAt);
  // One piece for all, with some bytes to spare: by default the output is put together from pieces of 16 KiB.
  const packed = brotliDecompressSync(archive.subarray(packedAt, archive.length - plain.length), {
    chunkSize: length + 64,
  });
  const { paths, sizes, programs } = JSON.parse(packed.toString('utf8', 0, start)) as Index;
  const executable = new Set(programs);
  let at = start;
  const unsorted = new Map<string, Entry>();
  for (let place = 0; place < paths.length; place++) {
    const path = paths[place] as string;
    const from = at;
    at += sizes[place] as number;
    const content = from < length ? packed.subarray(from, at) : plain.subarray(from - length, at - length);
    unsorted.set(path, { content, mode: executable.has(path) ? '100755' : '100644' });
  }
  const files = new Map<string, Entry>();
  let id = 0;
  for (const path of paths.sort()) {
    const entry = unsorted.get(path) as Entry;
    if (hasId(path)) {
      nameContent(entry.content, ids.slice(id, id + 2 * idLength));
      id += 2 * idLength;
    }
    files.set(path, entry);
  }
  return files;
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
