/** What every object has already. As a key of a JSON text it stands in for that: no text can be made of an object with a `toString`. */
const kept = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

export const isKeptKey = (key: string): boolean => kept.has(key);

/** Such a key at any depth of a JSON value, which may nest deeper than functions may call themselves; undefined where there is none. */
export function keptKeyIn(document: unknown): string | undefined {
  const left: unknown[] = [document];
  for (let value = left.pop(); left.length > 0 || value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    for (const key of Object.keys(value)) {
      if (isKeptKey(key)) return key;
      const inner = (value as Record<string, unknown>)[key];
      if (typeof inner === 'object' && inner !== null) left.push(inner);
    }
  }
  return undefined;
}
