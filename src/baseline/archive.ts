import { gunzipSync, gzipSync } from 'node:zlib';
import { Refusal } from '../refusal.ts';
import { trusted } from '../tree/path.ts';
import { blobId } from '../tree/tree.ts';
import { basePath, type Lock } from './lock.ts';

const magic = 'secure-ml base 1\n';
export const mostPacked = 16 * 1024 * 1024;
const mostUnpacked = 64 * 1024 * 1024;

function broken(what: string, where = basePath): never {
  throw new Refusal({
    code: 'baseline/base',
    what,
    where,
    fix: 'Take lock and base from one commit: git checkout HEAD -- .secure-ml (or a commit before they broke)',
  });
}

/** One archive of pristine files: after a first line, `size path`, the bytes and a line feed for each, sorted. */
export function packBase(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [Buffer.from(magic)];
  for (const path of [...files.keys()].sort()) {
    const content = files.get(path) as Buffer;
    parts.push(Buffer.from(`${content.length} ${path}\n`), content, Buffer.from('\n'));
  }
  // A new repository waits for this: the level 6 takes three times as long and saves a seventh of the bytes.
  const packed = gzipSync(Buffer.concat(parts), { level: 1 });
  packed[9] = 255; // the operating system's number in gzip's header (RFC 1952): unknown, so that every system writes the same
  return packed;
}

function unpack(packed: Buffer): Buffer {
  if (packed.length > mostPacked) broken(`The base is larger than ${mostPacked} bytes`);
  try {
    return gunzipSync(packed, { maxOutputLength: mostUnpacked });
  } catch (error) {
    const bomb = error instanceof RangeError;
    return broken(bomb ? `The base unpacks to more than ${mostUnpacked} bytes` : 'The base is not a gzip archive');
  }
}

/** The pristine files by path, each with the content that the lock promises: verified by blob id, never by archive bytes. */
export function readBase(packed: Buffer, lock: Lock): Map<string, Buffer> {
  const bytes = unpack(packed);
  if (!bytes.subarray(0, magic.length).equals(Buffer.from(magic)))
    broken('The base has a format that this program does not know');
  const files = new Map<string, Buffer>();
  for (let at = magic.length; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const line = /^(\d{1,9}) (.+)$/.exec(end < 0 ? '' : bytes.toString('utf8', at, end));
    if (!line) broken('The base is cut off');
    const path = trusted(line[2] as string, basePath);
    const content = bytes.subarray(end + 1, end + 1 + Number(line[1]));
    at = end + 2 + Number(line[1]);
    if (at > bytes.length) broken('The base is cut off');
    const locked = lock.files.get(path);
    if (files.has(path) || !locked) broken('The base holds a file that the lock does not', path);
    if (blobId(content) !== locked.blob) broken('The base and the lock disagree about a file', path);
    files.set(path, content);
  }
  return files;
}
