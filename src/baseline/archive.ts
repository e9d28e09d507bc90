import { crc32, gunzipSync } from 'node:zlib';
import { Refusal } from '../refusal.ts';
import { deflated } from '../tree/deflated.ts';
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

/** Bytes as a block of deflate that is not packed, with more to follow (RFC 1951, 3.2.4). */
function stored(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(0xffff - bytes.length, 3);
  return Buffer.concat([head, bytes]);
}

// The operating system's number is 255, unknown, so that every system writes the same.
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** A gzip member (RFC 1952) of a short line as it is and a content as it is packed already. */
function member(line: Buffer, content: Buffer): Buffer[] {
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(content, crc32(line)), 0);
  tail.writeUInt32LE(line.length + content.length, 4);
  // Without what zlib puts around it: two bytes before, a checksum after (RFC 1950).
  return [gzipHead, stored(line), deflated(content).subarray(2, -4), tail];
}

/**
 * One archive of pristine files: after a first line, `size path`, the bytes and a line feed for each, sorted. A gzip member for each
 * file, which every reader of gzip takes for one text: what is packed for the first commit is packed for the base too.
 */
export function packBase(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  let before = magic;
  for (const path of [...files.keys()].sort()) {
    const content = files.get(path) as Buffer;
    parts.push(...member(Buffer.from(`${before}${content.length} ${path}\n`), content));
    before = '\n';
  }
  parts.push(...member(Buffer.from(before), Buffer.alloc(0)));
  return Buffer.concat(parts);
}

function unpack(packed: Buffer): Buffer {
  if (packed.length > mostPacked) broken(`The base is larger than ${mostPacked} bytes`);
  try {
    return gunzipSync(packed, { maxOutputLength: mostUnpacked, chunkSize: 1024 * 1024 });
  } catch (error) {
    const bomb = error instanceof RangeError;
    return broken(bomb ? `The base unpacks to more than ${mostUnpacked} bytes` : 'The base is not a gzip archive');
  }
}

/** Contents that were compared with the id that a lock gives them. Repositories of one fleet have most of them in common. */
const verified = new Map<string, Buffer>();
let verifiedBytes = 0;

function isBlob(content: Buffer, blob: string): boolean {
  if (verified.get(blob)?.equals(content)) return true;
  if (blobId(content) !== blob) return false;
  if (verifiedBytes + content.length <= mostPacked) {
    // A copy: the content is a part of the whole unpacked archive, which it would keep in memory.
    verified.set(blob, Buffer.from(content));
    verifiedBytes += content.length;
  }
  return true;
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
    if (!isBlob(content, locked.blob)) broken('The base and the lock disagree about a file', path);
    files.set(path, content);
  }
  return files;
}
