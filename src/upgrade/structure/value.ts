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

function orderOf(base: string[], ours: string[], theirs: string[]): string[] | undefined {
  const common = (names: string[]) =>
    names.filter((name) => base.includes(name) && ours.includes(name) && theirs.includes(name));
  const [b, o, t] = [common(base).join('\n'), common(ours).join('\n'), common(theirs).join('\n')];
  if (o === t || t === b) return woven(ours, theirs);
  return o === b ? woven(theirs, ours) : undefined;
}

/** Which of two values stands where both sides changed one; undefined: a person says. */
export type Prefer = (place: Place, ours: Value, theirs: Value) => Value | undefined;

function mergeLists(base: Value[], ours: Value[], theirs: Value[], place: Place, prefer?: Prefer): MergedValue {
  const [b, o, t] = [named(base), named(ours), named(theirs)];
  const both = { value: ours, conflicts: [place.join('.')] };
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
  ours: { [key: string]: Value },
  theirs: { [key: string]: Value },
  place: Place,
  prefer?: Prefer,
): MergedValue {
  const b = isMap(base) ? base : {};
  const own = (map: { [key: string]: Value }, key: string) => (Object.hasOwn(map, key) ? map[key] : undefined);
  const entries = woven(Object.keys(ours), Object.keys(theirs)).map(
    (key) => [key, mergeValues(own(b, key), own(ours, key), own(theirs, key), [...place, key], prefer)] as const,
  );
  return {
    value: Object.fromEntries(entries.flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]]))),
    conflicts: entries.flatMap(([, { conflicts }]) => conflicts),
  };
}

/** Three-way by meaning: maps by key, lists by the items' names, everything else whole. In a conflict ours stands. */
export function mergeValues(
  base: Value | undefined,
  ours: Value | undefined,
  theirs: Value | undefined,
  place: Place = [],
  prefer?: Prefer,
): MergedValue {
  if (equal(ours, theirs) || equal(theirs, base)) return { value: ours, conflicts: [] };
  if (equal(ours, base)) return { value: theirs, conflicts: [] };
  if (isMap(ours) && isMap(theirs)) return mergeMaps(base, ours, theirs, place, prefer);
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return mergeLists(Array.isArray(base) ? base : [], ours, theirs, place, prefer);
  }
  const preferred = ours !== undefined && theirs !== undefined ? prefer?.(place, ours, theirs) : undefined;
  return preferred === undefined ? { value: ours, conflicts: [place.join('.')] } : { value: preferred, conflicts: [] };
}
