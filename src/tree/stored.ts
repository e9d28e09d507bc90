/** As many bytes as a block has at most that is not packed (RFC 1951, 3.2.4). */
export const mostStored = 0xffff;
/** As many bytes as stand before it. */
export const storedHead = 5;

/** Writes what stands before such a block of so many bytes. `numbers`: the bytes of `out`. Answers where the block begins. */
export function startStored(out: Buffer, numbers: DataView, at: number, length: number, isLast: boolean): number {
  out[at] = isLast ? 1 : 0;
  numbers.setUint16(at + 1, length, true);
  numbers.setUint16(at + 3, mostStored - length, true);
  return at + storedHead;
}
