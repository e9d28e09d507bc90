/**
 * A value of a JSON text as a text, a list as its items with commas between them. String() and join() throw where an object has a
 * `toString` of its own, which JSON can give it.
 */
export function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => (one === null || one === undefined ? '' : asText(one))).join(',');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
