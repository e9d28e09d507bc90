/** A value of a JSON text as a text. String() and join() throw where an object has a `toString` of its own, which JSON can give it. */
export const asText = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
