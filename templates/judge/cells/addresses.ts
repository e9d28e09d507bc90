/** Internet addresses as numbers. */
interface Block {
  version: 4 | 6;
  first: bigint;
  last: bigint;
}

/** Reads `10.0.0.0/8`, `10.1.2.3`, `2001:db8::/32`; undefined where the text is none of these. */
export function parseBlock(text: string): Block | undefined {
  const [address = '', length] = text.split('/');
  const version = address.includes(':') ? 6 : 4;
  const bits = version === 6 ? 128 : 32;
  const value = version === 6 ? parse6(address) : parse4(address);
  const prefix = length === undefined ? bits : Number(length);
  if (value === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = value - (value % size);
  return { version, first, last: first + size - 1n };
}

/** Both ends of each block and their neighbours outside, and one address of each version. */
export function addressesAround(blocks: Block[]): string[] {
  const found = new Set(['198.51.100.1', '2001:db8:0:0:0:0:0:1']);
  for (const { version, first, last } of blocks) {
    const highest = (1n << (version === 6 ? 128n : 32n)) - 1n;
    for (const value of [first, last, first - 1n, last + 1n]) {
      if (value >= 0n && value <= highest) found.add(print(version, value));
    }
  }
  return [...found];
}

function print(version: 4 | 6, value: bigint): string {
  const [groups, bits] = version === 6 ? [8, 16n] : [4, 8n];
  const parts: string[] = [];
  for (let index = groups - 1; index >= 0; index--) {
    parts.push(((value >> (BigInt(index) * bits)) & ((1n << bits) - 1n)).toString(version === 6 ? 16 : 10));
  }
  return parts.join(version === 6 ? ':' : '.');
}

function parse4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function parse6(text: string): bigint | undefined {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return undefined;
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const gap = 8 - before.length - after.length;
  if (tail === undefined ? gap !== 0 : gap < 0) return undefined;
  const all = [...before, ...Array<string>(gap).fill('0'), ...after];
  if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n);
}
