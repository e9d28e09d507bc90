import { deflateSync } from 'node:zlib';

const known = new WeakMap<Buffer, Buffer>();

/** Is this packed already, as our base is (RFC 1952)? */
const isGzip = (content: Buffer) => content[0] === 0x1f && content[1] === 0x8b;

/**
 * A file's content as a zlib stream (RFC 1950). The base and the first commit hold the same files, and packing is the largest part
 * of a new repository's time: each is packed once. Level 6 takes longer by a third and saves a twentieth of the bytes.
 */
export function deflated(content: Buffer): Buffer {
  const packed = known.get(content) ?? deflateSync(content, { level: isGzip(content) ? 0 : 1 });
  known.set(content, packed);
  return packed;
}
