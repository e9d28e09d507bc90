/** Numbers from a seed: the same seed, the same inputs. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
const below = (next: Random, most: number) => Math.floor(next() * most);
const pick = <T>(next: Random, list: readonly T[]): T => list[below(next, list.length)] as T;

const texts = [
  '',
  '../../x',
  '/etc/passwd',
  '.git/config',
  '\u001b[2J',
  '\u202e',
  '\u0000',
  '__proto__',
  'constructor',
  'x'.repeat(5000),
  '\ud800',
  'policy/a/limit/region',
  '2027-13-45',
  '<<<<<<< yours',
];
/** To make a text of it throws: String(), `${}`, join(), sort() and test() all do. */
const textless = { toString: null };
const numbers = [0, -1, 1e308, Number.MAX_SAFE_INTEGER + 2];
const values: unknown[] = [null, true, false, ...numbers, [], {}, [[]], textless, [textless], ...texts];

/** A JSON value with some of its parts replaced, taken out, doubled or named otherwise. */
function otherValue(next: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || next() < 0.15) return next() < 0.5 ? pick(next, values) : value;
  if (Array.isArray(value)) {
    const at = below(next, value.length + 1);
    const act = below(next, 4);
    if (act === 0) return value.toSpliced(at, 1);
    if (act === 1) return value.toSpliced(at, 0, pick(next, values));
    if (act === 2) return [...value, ...value];
    return value.map((one, index) => (index === at ? otherValue(next, one) : one));
  }
  const entries = Object.entries(value);
  const at = below(next, entries.length + 1);
  const act = below(next, 5);
  if (act === 0) return Object.fromEntries(entries.toSpliced(at, 1));
  if (act === 1) return Object.fromEntries([...entries, [pick(next, texts), pick(next, values)]]);
  return Object.fromEntries(
    entries.map(([key, one], index) => {
      if (index !== at) return [key, one];
      return act === 2 ? [pick(next, texts), one] : [key, otherValue(next, one)];
    }),
  );
}

const tokens = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\n',
  '1e999',
  '\\u0000',
  '\u0000',
  '[[[[[[[[',
  '{"__proto__":',
  '\ufeff',
].map((text) => Buffer.from(text));

/** Bytes with some of them turned, taken out, doubled or put in. */
function otherBytes(next: Random, bytes: Buffer): Buffer {
  let made = Buffer.from(bytes);
  for (let times = 1 + below(next, 4); times > 0; times--) {
    const at = below(next, made.length + 1);
    const end = Math.min(made.length, at + below(next, 1 + made.length / 4));
    const act = below(next, 6);
    if (act === 0 && at < made.length) made[at] = below(next, 256);
    else if (act === 1) made = made.subarray(0, at);
    else if (act === 2) made = Buffer.concat([made.subarray(0, at), made.subarray(end)]);
    else if (act === 3) made = Buffer.concat([made.subarray(0, end), made.subarray(at)]);
    else made = Buffer.concat([made.subarray(0, at), pick(next, tokens), made.subarray(at)]);
    made = Buffer.from(made.subarray(0, 400_000));
  }
  return made;
}

/** Another input made of a good one: by its structure where it is JSON, or by its bytes. */
export function mutated(next: Random, good: Buffer, json: boolean): Buffer {
  if (!json || next() < 0.4) return otherBytes(next, good);
  let value: unknown = JSON.parse(good.toString());
  for (let times = 1 + below(next, 5); times > 0; times--) value = otherValue(next, value);
  return Buffer.from(JSON.stringify(value) ?? 'null');
}
