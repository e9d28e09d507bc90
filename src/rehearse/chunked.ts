import { createHash, createHmac } from 'node:crypto';

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** What signs each part: the seed is the signature of the request's head. */
export interface Chain {
  key: Buffer;
  time: string;
  place: string;
  seed: string;
}

export interface Unchunked {
  body: Buffer;
  /** What was behind the last part: checksums. */
  trailers: Record<string, string>;
}

/** One line up to CRLF, and where the next one begins; undefined where there is none. */
function line(body: Buffer, at: number): [text: string, next: number] | undefined {
  const end = body.indexOf('\r\n', at);
  return end < 0 ? undefined : [body.subarray(at, end).toString('latin1'), end + 2];
}

const next = ({ key, time, place }: Chain, kind: string, before: string, ...rest: string[]) =>
  createHmac('sha256', key)
    .update([`AWS4-HMAC-SHA256-${kind}`, time, place, before, ...rest].join('\n'))
    .digest('hex');

/**
 * Amazon S3 API Reference, "Signature calculations for the Authorization header: transferring a payload in multiple chunks": a body
 * of `SIZE;chunk-signature=X`, data and trailers. Undefined where it is not whole, or a part is not signed after the one before.
 * Without a chain it is the unsigned form, in which only the head is signed.
 */
export function unchunked(body: Buffer, chain?: Chain): Unchunked | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  let before = chain?.seed ?? '';
  for (;;) {
    const head = line(body, at);
    const [, size, signature] = /^([0-9a-f]+)(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(head?.[0] ?? '') ?? [];
    if (!head || size === undefined) return undefined;
    const length = Number.parseInt(size, 16);
    const data = body.subarray(head[1], head[1] + length);
    if (data.length < length) return undefined;
    if (chain) {
      before = next(chain, 'PAYLOAD', before, sha256(''), sha256(data));
      if (signature !== before) return undefined;
    }
    at = head[1] + length;
    if (length === 0) break;
    if (body.subarray(at, at + 2).toString('latin1') !== '\r\n') return undefined;
    at += 2;
    parts.push(data);
  }
  const trailers = trailersOf(body, at);
  const { 'x-amz-trailer-signature': signed, ...kept } = trailers;
  if (chain && Object.keys(kept).length > 0) {
    const text = Object.entries(kept).map(([name, value]) => `${name}:${value}\n`);
    if (signed !== next(chain, 'TRAILER', before, sha256(text.join('')))) return undefined;
  }
  return { body: Buffer.concat(parts), trailers: kept };
}

function trailersOf(body: Buffer, from: number): Record<string, string> {
  const found: Record<string, string> = {};
  for (const text of body.subarray(from).toString('latin1').split(/\r?\n/)) {
    const [, name = '', value = ''] = /^([\w-]+):(.*)$/.exec(text) ?? [];
    if (name) found[name.toLowerCase()] = value.trim();
  }
  return found;
}
