import { crc32, gunzipSync } from 'node:zlib';
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
    fix: 'Restore lock and base from one commit: git checkout HEAD -- .secure-ml (or a commit before they broke)',
  });
}

const mostStored = 0xffff;

// The operating system's number is 255, unknown, so that every system writes the same.
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
const memberLength = (length: number) => gzipHead.length + length + 5 * Math.max(1, Math.ceil(length / mostStored)) + 8;

/** Writes a gzip member (RFC 1952) of a text as it is, in blocks that are not packed (RFC 1951, 3.2.4), and answers where it ends. */
function writeMember(out: Buffer, start: number, text: Buffer): number {
  let at = start + gzipHead.copy(out, start);
  for (let from = 0; from === 0 || from < text.length; from += mostStored) {
    const length = Math.min(mostStored, text.length - from);
    out[at] = from + mostStored < text.length ? 0 : 1;
    out.writeUInt16LE(length, at + 1);
    out.writeUInt16LE(mostStored - length, at + 3);
    at += 5 + text.copy(out, at + 5, from, from + length);
  }
  out.writeUInt32LE(crc32(text), at);
  return out.writeUInt32LE(text.length, at + 4);
}

/**
 * One archive of pristine files: after a first line, `size path`, the bytes and a line feed for each, sorted. A gzip member for each
 * file, which every reader of gzip takes for one text. Nothing in it is packed: git packs it when it packs anything, and then as
 * what differs from the base before, so that a history of upgrades stays small.
 */
export function packBase(files: ReadonlyMap<string, Buffer>): Buffer {
  const paths = [...files.keys()].sort();
  const heads = paths.map((path, index) => {
    const { length } = files.get(path) as Buffer;
    return `${index === 0 ? magic : '\n'}${length} ${path}\n`;
  });
  const end = paths.length === 0 ? magic : '\n';
  const texts = [...heads, end].map((head, index) => {
    const content = files.get(paths[index] as string);
    return content ? Buffer.concat([Buffer.from(head), content]) : Buffer.from(head);
  });
  const out = Buffer.alloc(texts.reduce((sum, { length }) => sum + memberLength(length), 0));
  texts.reduce((at, text) => writeMember(out, at, text), 0);
  return out;
}

/** The text of a base as packBase writes it, without gunzip; undefined where it is any other gzip archive. The lock says whether it is right. */
function unpackStored(packed: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < packed.length; at += 8) {
    if (!packed.subarray(at, at + gzipHead.length).equals(gzipHead)) return undefined;
    at += gzipHead.length;
    for (let isLast = false; !isLast; ) {
      const end = at + 5 + ((packed[at + 1] ?? 0) | ((packed[at + 2] ?? 0) << 8));
      if ((packed[at] ?? 2) > 1 || end + 8 > packed.length) return undefined;
      isLast = packed[at] === 1;
      parts.push(packed.subarray(at + 5, end));
      at = end;
    }
  }
  return Buffer.concat(parts);
}

function unpack(packed: Buffer): Buffer {
  if (packed.length > mostPacked) broken(`The base is larger than ${mostPacked} bytes`);
  const plain = unpackStored(packed);
  if (plain) return plain;
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
