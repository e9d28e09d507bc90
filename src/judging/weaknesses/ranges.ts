import { parseRange } from '../../../templates/judge/decide/operators.ts';

/** Unicast addresses of the Internet, from and up to: 0.0.0.0 to 223.255.255.255, and 2000::/3 (IANA, "Address Space"). */
const internet = [
  { width: 32, from: 0, to: 224 * 2 ** 24 },
  { width: 128, from: 2 ** 125, to: 2 ** 126 },
];

/** Whether ranges are, together, half of the Internet or more. AWS takes 10.0.0.0/0 for 0.0.0.0/0. */
export function isInternet(ranges: string[]): boolean {
  const parsed = ranges.flatMap((text) => parseRange(text) ?? []);
  return internet.some(({ width, from, to }) => {
    const blocks = parsed
      .filter((range) => range.width === width)
      .map(({ bits, shift }) => ({ first: Number((bits >> shift) << shift), size: Number(1n << shift) }))
      .sort((a, b) => a.first - b.first);
    let [covered, end] = [0, from];
    for (const { first, size } of blocks) {
      const last = Math.min(first + size, to);
      covered += Math.max(last - Math.max(first, end), 0);
      end = Math.max(last, end);
    }
    return covered * 2 >= to - from;
  });
}
