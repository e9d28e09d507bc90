import { crc32, gunzipSync } from 'node:zlib';
import { Refusal } from '../refusal.ts';
import { trusted } from '../tree/path.ts';
import { mostStored, startStored, storedHead } from '../tree/stored.ts';
import { blobId, type Piece, type PiecesByContent } from '../tree/tree.ts';
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

// The operating system's number is 255, unknown, so that every system writes the same.
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
const memberLength = (length: number) =>
  gzipHead.length + length + storedHead * Math.max(1, Math.ceil(length / mostStored)) + 8;

/** What is in a member: a text of so many bytes, and a content. */
interface Member {
  head: string;
  bytes: number;
  content: Buffer;
}

const memberOf = (head: string, content: Buffer): Member => ({ head, bytes: Buffer.byteLength(head), content });

/**
 * Writes a gzip member (RFC 1952) of the texts one after the other, in blocks that are not packed (RFC 1951, 3.2.4), and answers where it
 * ends. Of the first text nothing is left for a second block. `numbers`: the bytes of `out`; `pieces`: takes where the second text is.
 */
function writeMember(out: Buffer, numbers: DataView, start: number, member: Member, pieces: Piece[]): number {
  const { head, bytes, content } = member;
  const length = bytes + content.length;
  out.set(gzipHead, start);
  let at = start + gzipHead.length;
  for (let from = 0; from === 0 || from < length; from += mostStored) {
    const end = Math.min(length, from + mostStored);
    at = startStored(out, numbers, at, end - from, end === length);
    if (from === 0) at += out.write(head, at);
    const part = length <= mostStored ? content : content.subarray(Math.max(0, from - bytes), end - bytes);
    out.set(part, at);
    if (part.length > 0) pieces.push({ at, length: part.length });
    at += part.length;
  }
  const crc = length <= mostStored ? crc32(out.subarray(at - length, at)) : crc32(content, crc32(head));
  numbers.setUint32(at, crc, true);
  numbers.setUint32(at + 4, length, true);
  return at + 8;
}

/** Where the contents are in a base that was packed here. */
const placed = new WeakMap<Buffer, PiecesByContent>();

/** Contents of files and where the base has the pieces of each; none of a base that was not packed here. */
export const placesIn = (base: Buffer): PiecesByContent => placed.get(base) ?? new Map();

/**
 * One archive of pristine files: after a first line, `size path`, the bytes and a line feed for each, sorted. A gzip member for each
 * file, which every reader of gzip takes for one text. Nothing in it is packed: git packs it when it packs anything, and then as
 * what differs from the base before, so that a history of upgrades stays small.
 */
export function packBase(files: ReadonlyMap<string, Buffer>): Buffer {
  const paths = [...files.keys()].sort();
  const members = paths.map((path, index) => {
    const content = files.get(path) as Buffer;
    return memberOf(`${index === 0 ? magic : '\n'}${content.length} ${path}\n`, content);
  });
  members.push(memberOf(paths.length === 0 ? magic : '\n', Buffer.alloc(0)));
  const length = members.reduce((sum, { bytes, content }) => sum + memberLength(bytes + content.length), 0);
  // Every byte of it is written: zeros would be written twice.
  const out = Buffer.allocUnsafeSlow(length);
  const numbers = new DataView(out.buffer, out.byteOffset);
  const places = new Map<Buffer, Piece[]>();
  let at = 0;
  for (const member of members) {
    const pieces: Piece[] = [];
    at = writeMember(out, numbers, at, member, pieces);
    places.set(member.content, pieces);
  }
  placed.set(out, places);
  return out;
}

/** The text of the gzip member that begins at `at`, and where the next one begins; undefined where packBase did not write it. */
function memberAt(packed: Buffer, at: number): { text: Buffer; next: number } | undefined {
  const start = at + gzipHead.length;
  if (gzipHead.compare(packed, at, Math.min(packed.length, start)) !== 0) return undefined;
  const blocks: Buffer[] = [];
  for (let from = start; ; ) {
    const end = from + 5 + ((packed[from + 1] ?? 0) | ((packed[from + 2] ?? 0) << 8));
    if ((packed[from] ?? 2) > 1 || end + 8 > packed.length) return undefined;
    blocks.push(packed.subarray(from + 5, end));
    if (packed[from] === 1) {
      const text = blocks.length === 1 ? (blocks[0] as Buffer) : Buffer.concat(blocks);
      return { text, next: end + 8 };
    }
    from = end;
  }
}

/** Each file of an archive's text that begins at `at`: where its bytes are, and where the next one begins. */
function fileAt(bytes: Buffer, at: number): { path: string; content: Buffer; next: number } | undefined {
  const end = bytes.indexOf(10, at);
  const line = /^(\d{1,9}) (.+)$/.exec(end < 0 ? '' : bytes.toString('utf8', at, end));
  if (!line) return undefined;
  const next = end + 1 + Number(line[1]);
  if (next > bytes.length) return undefined;
  return { path: line[2] as string, content: bytes.subarray(end + 1, next), next };
}

interface FileOfMember {
  path: string;
  content: Buffer;
  next: number;
}

/** The file that a member holds as packBase writes it; undefined where it holds anything else. The archive's first has its first line. */
function fileOfMember(packed: Buffer, at: number, isFirst = at === 0): FileOfMember | undefined {
  const member = memberAt(packed, at);
  const start = isFirst ? magic : '\n';
  if (!member || member.text.toString('latin1', 0, start.length) !== start) return undefined;
  const file = fileAt(member.text, start.length);
  return file?.next === member.text.length ? { ...file, next: member.next } : undefined;
}

/** Are there no more files from here on, as packBase ends an archive? */
function isEnd(packed: Buffer, at: number): boolean {
  const last = memberAt(packed, at);
  return last?.next === packed.length && last.text.length === 1 && last.text[0] === 10;
}

/** The files of members that hold one each, as packBase writes them; undefined where one does not. */
function filesOfMembers(packed: Buffer): FileOfMember[] | undefined {
  const files: FileOfMember[] = [];
  for (let at = 0; !(at > 0 && isEnd(packed, at)); ) {
    const file = fileOfMember(packed, at);
    if (!file) return undefined;
    files.push(file);
    at = file.next;
  }
  return files;
}

function unpack(packed: Buffer): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: mostUnpacked, chunkSize: 1024 * 1024 });
  } catch (error) {
    const bomb = error instanceof RangeError;
    return broken(bomb ? `The base unpacks to more than ${mostUnpacked} bytes` : 'The base is not a gzip archive');
  }
}

/** The files of an archive of any other program, or of one that was written otherwise. */
function* filesOfText(bytes: Buffer): Generator<{ path: string; content: Buffer }> {
  if (!bytes.subarray(0, magic.length).equals(Buffer.from(magic)))
    broken('The base has a format that this program does not know');
  for (let at = magic.length; at < bytes.length; ) {
    const file = fileAt(bytes, at);
    // A line feed follows each.
    if (!file || file.next >= bytes.length) return broken('The base is cut off');
    yield file;
    at = file.next + 1;
  }
}

/** A member that was found to hold what a lock says of its file. */
interface KnownMember {
  isFirst: boolean;
  blob: string;
  bytes: Buffer;
  content: Buffer;
}

/** By the path of their file. Repositories of one fleet have most of them in common, byte for byte. */
const known = new Map<string, KnownMember[]>();
const mostKnown = 32 * 1024 * 1024;
/** Of one path: what has a project's name in it is another one in each repository. */
const mostOfPath = 16;
let knownBytes = 0;

function isAtPlace(packed: Buffer, at: number, { bytes, isFirst }: KnownMember): boolean {
  const end = at + bytes.length;
  return isFirst === (at === 0) && end <= packed.length && packed.compare(bytes, 0, bytes.length, at, end) === 0;
}

/** Keeps a copy: the archive around it would stay in memory. */
function remembered(path: string, blob: string, member: Buffer, isFirst: boolean): KnownMember {
  const bytes = Buffer.from(member);
  const { content } = fileOfMember(bytes, 0, isFirst) as FileOfMember;
  const fresh = { isFirst, blob, bytes, content };
  const others = known.get(path) ?? [];
  // A content of several blocks is put together beside them.
  if (others.length >= mostOfPath || knownBytes + 2 * bytes.length > mostKnown) return fresh;
  knownBytes += 2 * bytes.length;
  known.set(path, [...others, fresh]);
  return fresh;
}

/** The files of a base as packBase writes it of what this lock says; undefined where it is anything else, whatever that is. */
function asPacked(packed: Buffer, lock: Lock): Map<string, Buffer> | undefined {
  const files = new Map<string, Buffer>();
  let at = 0;
  let here: FileOfMember | undefined;
  for (const [path, { blob, owner }] of lock.files) {
    if (owner !== 'generated') continue;
    let member = known.get(path)?.find((one) => one.blob === blob && isAtPlace(packed, at, one));
    if (!member) {
      here ??= fileOfMember(packed, at);
      if (!here) break;
      // A binary is in the lock alone.
      if (here.path !== path) continue;
      if (blobId(here.content) !== blob) return undefined;
      member = remembered(path, blob, packed.subarray(at, here.next), at === 0);
    }
    files.set(path, member.content);
    at += member.bytes.length;
    here = undefined;
  }
  return at > 0 && isEnd(packed, at) ? files : undefined;
}

/**
 * The pristine files by path, each with the content that the lock promises: verified by blob id, never by archive bytes. Nothing of
 * `packed` itself is kept.
 */
export function readBase(packed: Buffer, lock: Lock): Map<string, Buffer> {
  if (packed.length > mostPacked) broken(`The base is larger than ${mostPacked} bytes`);
  const whole = asPacked(packed, lock);
  if (whole) return whole;
  const files = new Map<string, Buffer>();
  for (const { path: named, content } of filesOfMembers(Buffer.from(packed)) ?? filesOfText(unpack(packed))) {
    const path = trusted(named, basePath);
    const locked = lock.files.get(path);
    if (files.has(path) || !locked) broken('The base holds a file that the lock does not', path);
    if (blobId(content) !== locked.blob) broken('The base and the lock disagree about a file', path);
    files.set(path, content);
  }
  return files;
}
