import { crc32, deflateSync } from 'node:zlib';
import { mostStored, startStored } from '../tree/stored.ts';
import type { Piece } from '../tree/tree.ts';

export type ObjectType = 'commit' | 'tree' | 'blob';
const types = { commit: 1, tree: 2, blob: 3, delta: 6 };

/** Beyond that, asking zlib takes less time than adding up bytes here. */
export const longestShort = 2048;

/** A name's bytes in UTF-8, a character for each: git orders names by them. Nearly every name is ASCII, and is that already. */
export const latin1Of = (name: string): string => (/^[ -~]*$/.test(name) ? name : Buffer.from(name).toString('latin1'));

/** How many bytes a number takes with seven bits in each. */
const sevensOf = (number: number) => Math.max(1, Math.ceil((32 - Math.clz32(number)) / 7));

const nothing = Buffer.alloc(0);

const smallest = { level: 0, windowBits: 9, memLevel: 1, chunkSize: 64 };

/** Adler-32 of many bytes: zlib calls a dictionary by it (RFC 1950, 2.2). */
const adlerOfLong = (dictionary: Buffer) => deflateSync(nothing, { ...smallest, dictionary }).readUInt32BE(2);

/** Adler-32 (RFC 1950, 8.2) of so few bytes that the sums need no modulus on the way. */
function adler(bytes: Buffer, from: number, to: number): number {
  let low = 1;
  let high = 0;
  for (let at = from; at < to; at++) {
    low += bytes[at] as number;
    high += low;
  }
  return (high % 65_521) * 65_536 + (low % 65_521);
}

/** The bytes of a pack (gitformat-pack(5)), written one object after the other. Nothing is compressed. */
export class PackBytes {
  /** Finished parts: what is long is not copied. */
  readonly #parts: Buffer[] = [];
  /** Up to where #out is in them, and how many bytes of contents. */
  #done = 0;
  #contents = 0;
  readonly #out: Buffer;
  /** The same bytes: Buffer's own writing of numbers takes several times as long. */
  readonly #numbers: DataView;
  #at = 12;

  /** `most`: as many bytes as the short objects have, with all headers. */
  constructor(most: number) {
    this.#out = Buffer.allocUnsafeSlow(most);
    this.#numbers = new DataView(this.#out.buffer);
  }

  get at(): number {
    return this.#contents + this.#at;
  }

  /** A number, seven bits in each byte, the lowest first; the bit above them says that another follows. */
  #sevens(first: number, more: number): void {
    let byte = first;
    for (let rest = more; rest > 0; rest >>>= 7) {
      this.#out[this.#at++] = byte | 0x80;
      byte = rest & 0x7f;
    }
    this.#out[this.#at++] = byte;
  }

  /** How far back another object is: seven bits in each byte, the highest first, where each byte but the last stands for one more. */
  #distance(far: number, more: 0 | 0x80): void {
    if (far >= 0x80) this.#distance((far >>> 7) - 1, 0x80);
    this.#out[this.#at++] = (far & 0x7f) | more;
  }

  /** Type and size before an object: four bits of the size beside the type. */
  #header(type: keyof typeof types, size: number): void {
    this.#sevens((types[type] << 4) | (size & 15), size >>> 4);
  }

  /** What stands from `start` to here is a zlib stream of a short content, but for its ends. */
  #close(head: number): void {
    const out = this.#out;
    const start = head + 7;
    const length = this.#at - start;
    out[head] = 0x78;
    out[head + 1] = 1;
    startStored(out, this.#numbers, head + 2, length, true);
    this.#numbers.setUint32(this.#at, adler(out, start, this.#at));
    this.#at += 4;
  }

  /** An object with its content as a zlib stream that is not packed (RFC 1950; RFC 1951, 3.2.4). Answers its CRC. */
  whole(type: ObjectType, content: Buffer): number {
    const start = this.#at;
    this.#header(type, content.length);
    if (content.length > longestShort) return this.#long(start, content);
    const head = this.#at;
    this.#at += 7;
    this.#at += content.copy(this.#out, this.#at);
    this.#close(head);
    return crc32(this.#out.subarray(start, this.#at));
  }

  #long(start: number, content: Buffer): number {
    this.#numbers.setUint16(this.#at, 0x7801);
    this.#at += 2;
    let crc = 0;
    let summed = start;
    for (let from = 0; from < content.length; from += mostStored) {
      const block = content.subarray(from, from + mostStored);
      const isLast = from + mostStored >= content.length;
      this.#at = startStored(this.#out, this.#numbers, this.#at, block.length, isLast);
      crc = crc32(block, crc32(this.#out.subarray(summed, this.#at), crc));
      summed = this.#at;
      this.#parts.push(this.#out.subarray(this.#done, this.#at), block);
      this.#done = this.#at;
    }
    this.#contents += content.length;
    this.#numbers.setUint32(this.#at, adlerOfLong(content));
    this.#at += 4;
    return crc32(this.#out.subarray(summed, this.#at), crc);
  }

  /** An object of parts of the one at `base`, which has `all` bytes (OBJ_OFS_DELTA): an instruction to copy each. */
  part(base: number, all: number, pieces: readonly Piece[], length: number): number {
    const out = this.#out;
    const start = this.#at;
    const place = this.at;
    this.#header('delta', sevensOf(all) + sevensOf(length) + 7 * pieces.length);
    this.#distance(place - base, 0);
    const head = this.#at;
    this.#at += 7;
    this.#sevens(all & 0x7f, all >>> 7);
    this.#sevens(length & 0x7f, length >>> 7);
    for (const piece of pieces) {
      // Four bytes say where it is, two how long it is.
      out[this.#at] = 0xbf;
      this.#numbers.setUint32(this.#at + 1, piece.at, true);
      this.#numbers.setUint16(this.#at + 5, piece.length, true);
      this.#at += 7;
    }
    this.#close(head);
    return crc32(out.subarray(start, this.#at));
  }

  /** The pack of so many objects, in parts; its checksum comes after them. */
  end(objects: number): Buffer[] {
    const parts = [...this.#parts, this.#out.subarray(this.#done, this.#at)];
    const [first] = parts as [Buffer];
    first.write('PACK', 'latin1');
    first.writeUInt32BE(2, 4);
    first.writeUInt32BE(objects, 8);
    return parts;
  }
}
