/** A document's value: what JSON can say. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
type Place = (string | number)[];

export interface MergedValue {
  value: Value | undefined;
  /** The places that both sides changed in different ways, as `jobs.check.steps`. */
  conflicts: string[];
}

export const isMap = (value: Value | undefined): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => equal(item, b[at]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/** What makes an item of a list the same item: a statement's Sid, a step's id or name or action, a plain value itself. */
function nameOf(item: Value): string {
  if (!isMap(item)) return JSON.stringify(item);
  const key = ['Sid', 'id', 'name', 'uses', 'run'].find((candidate) => typeof item[candidate] === 'string');
  if (key === undefined) return JSON.stringify(item);
  const text = item[key] as string;
  return `${key}=${key === 'uses' ? text.split('@')[0] : text}`;
}

/** The items by name; undefined where two have the same. */
export function named(items: Value[]): Map<string, Value> | undefined {
  const byName = new Map(items.map((item) => [nameOf(item), item]));
  return byName.size === items.length ? byName : undefined;
}

/** `order` with the names that only `other` has, each after the one that it follows there. */
function woven(order: string[], other: string[]): string[] {
  const result = [...order];
  let after = -1;
  for (const name of other) {
    const at = result.indexOf(name);
    if (at >= 0) after = at;
    else {
      // Two insertions at one place: the first list's stay first.
      while (after + 1 < result.length && !other.includes(result[after + 1] as string)) after += 1;
      result.splice(after + 1, 0, name);
      after += 1;
    }
  }
  return result;
}

function orderOf(base: string[], mine: string[], incoming: string[]): string[] | undefined {
  const common = (names: string[]) =>
    names.filter((name) => base.includes(name) && mine.includes(name) && incoming.includes(name));
  const [b, o, t] = [common(base).join('\n'), common(mine).join('\n'), common(incoming).join('\n')];
  if (o === t || t === b) return woven(mine, incoming);
  return o === b ? woven(incoming, mine) : undefined;
}

/** Which of two values stands where both sides changed one; undefined: a person says. */
export type Prefer = (place: Place, mine: Value, incoming: Value) => Value | undefined;

function mergeLists(base: Value[], mine: Value[], incoming: Value[], place: Place, prefer?: Prefer): MergedValue {
  const [b, o, t] = [named(base), named(mine), named(incoming)];
  const both = { value: mine, conflicts: [place.join('.')] };
  if (!b || !o || !t) return both;
  const order = orderOf([...b.keys()], [...o.keys()], [...t.keys()]);
  if (!order) return both;
  const items = order.map((name) => mergeValues(b.get(name), o.get(name), t.get(name), [...place, name], prefer));
  return {
    value: items.flatMap(({ value }) => (value === undefined ? [] : [value])),
    conflicts: items.flatMap(({ conflicts }) => conflicts),
  };
}

function mergeMaps(
  base: Value | undefined,
  mine: { [key: string]: Value },
  incoming: { [key: string]: Value },
  place: Place,
  prefer?: Prefer,
): MergedValue {
  const b = isMap(base) ? base : {};
  const own = (map: { [key: string]: Value }, key: string) => (Object.hasOwn(map, key) ? map[key] : undefined);
  const entries = woven(Object.keys(mine), Object.keys(incoming)).map(
    (key) => [key, mergeValues(own(b, key), own(mine, key), own(incoming, key), [...place, key], prefer)] as const,
  );
  return {
    value: Object.fromEntries(entries.flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]]))),
    conflicts: entries.flatMap(([, { conflicts }]) => conflicts),
  };
}

/** Three-way by meaning: maps by key, lists by the items' names, everything else whole. In a conflict, mine is kept. */
export function mergeValues(
  base: Value | undefined,
  mine: Value | undefined,
  incoming: Value | undefined,
  place: Place = [],
  prefer?: Prefer,
): MergedValue {
  if (equal(mine, incoming) || equal(incoming, base)) return { value: mine, conflicts: [] };
  if (equal(mine, base)) return { value: incoming, conflicts: [] };
  if (isMap(mine) && isMap(incoming)) return mergeMaps(base, mine, incoming, place, prefer);
  if (Array.isArray(mine) && Array.isArray(incoming)) {
    return mergeLists(Array.isArray(base) ? base : [], mine, incoming, place, prefer);
  }
  const preferred = mine !== undefined && incoming !== undefined ? prefer?.(place, mine, incoming) : undefined;
  return preferred === undefined ? { value: mine, conflicts: [place.join('.')] } : { value: preferred, conflicts: [] };
}
