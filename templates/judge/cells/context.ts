import type { Condition, Facts, Operator } from '../decide/compiled.ts';
import { addressesAround, parseBlock } from './addresses.ts';
import { Automaton, type Glob, representatives } from './glob.ts';
import { conditionGlobs, unshield } from './texts.ts';

/** A value of a condition key: one text, several, or none at all. */
export type KeyValue = string | string[] | null;

type Family = 'text' | 'number' | 'date' | 'address';

const families: Record<Exclude<Operator, 'Null'>, Family> = {
  StringEquals: 'text',
  StringEqualsIgnoreCase: 'text',
  StringLike: 'text',
  ArnLike: 'text',
  Bool: 'text',
  BinaryEquals: 'text',
  NumericEquals: 'number',
  NumericLessThan: 'number',
  NumericLessThanEquals: 'number',
  NumericGreaterThan: 'number',
  NumericGreaterThanEquals: 'number',
  DateEquals: 'date',
  DateLessThan: 'date',
  DateLessThanEquals: 'date',
  DateGreaterThan: 'date',
  DateGreaterThanEquals: 'date',
  IpAddress: 'address',
};

/** Above this many kinds of element, the subsets of a key with many values are not enumerated. */
const mostElements = 6;

/**
 * One value for each way in which the conditions on a key can turn out, and in which `globs` can match it (a policy
 * variable takes the value elsewhere). A text instead of values says why they cannot all be had.
 */
export function contextCells(
  key: string,
  conditions: Condition[],
  facts: Facts,
  globs: Glob[] = [],
): KeyValue[] | string {
  const candidates = candidatesOf(key, conditions, facts, globs);
  if (typeof candidates === 'string') return candidates;
  const automata = globs.map((glob) => new Automaton(glob));
  const outcome = (values: string[]) =>
    [
      ...conditions.map(({ holds }) => holds({ get: (name) => (name === key ? values : facts.get(name)) })),
      ...automata.map((automaton) => automaton.matches(values[0] ?? '')),
    ].join();
  const elements = distinct(candidates, (value) => outcome([value]));
  if (!conditions.some(({ set }) => set)) return [...elements, null];
  if (elements.length > mostElements) return `${key} can hold ${elements.length} kinds of value at once`;
  return [...distinct(subsets(elements), outcome), null];
}

function candidatesOf(key: string, conditions: Condition[], facts: Facts, more: Glob[]): string[] | string {
  const byFamily = new Map<Family, Condition[]>();
  for (const condition of conditions) {
    if (condition.operator === 'Null') continue;
    const family = families[condition.operator];
    byFamily.set(family, [...(byFamily.get(family) ?? []), condition]);
  }
  const texts = byFamily.get('text') ?? [];
  byFamily.delete('text');
  const globs = [...texts.flatMap((condition) => conditionGlobs(condition, facts)), ...more];
  const wild = globs.some((glob) => glob.some(({ kind }) => kind !== 'char'));
  const [[family, others] = [], ...mixed] = byFamily as Map<Exclude<Family, 'text'>, Condition[]>;
  if (mixed.length > 0 || (family && wild)) return `${key} is compared as values of different kinds`;
  const written = (conditions: Condition[]) => conditions.flatMap(({ values }) => values.map(({ text }) => text));
  if (family && others) {
    const values = [...written(others), ...written(texts)];
    const around = { number: numbersAround, date: datesAround, address: blocksAround }[family](values);
    return texts.length > 0 ? [...around, ...written(texts), 'x'] : around;
  }
  if (globs.length > 0 && more.length === 0 && texts.every(({ operator }) => operator === 'Bool'))
    return ['true', 'false'];
  const found = representatives(
    new Automaton(more.length > 0 ? named : anything),
    globs.map((glob) => new Automaton(glob)),
    { seeds: ['someone'] },
  );
  if (!found) return `the patterns that ${key} is compared with have too many combinations`;
  return [...found.values()].map(unshield);
}

const anything: Glob = [{ kind: 'many' }];
/** What a variable stands for: not empty, and without the characters that would make it a pattern. */
const named: Glob = [
  { kind: 'one', not: '*?' },
  { kind: 'many', not: '*?' },
];

/** Each number, the ones between neighbours, and one beyond either end. */
export function numbersAround(values: string[]): string[] {
  const sorted = boundaries(values.map(Number));
  if (sorted.length === 0) return ['0'];
  return around(sorted, 1, 0).map(String);
}

/** ISO 8601 or seconds since 1970 in, ISO 8601 out. */
export function datesAround(values: string[]): string[] {
  const times = values.map((value) => (/^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value)));
  const sorted = boundaries(times);
  if (sorted.length === 0) return ['2026-01-01T00:00:00Z'];
  return around(sorted, 86_400_000, 1000).map((time) => new Date(time).toISOString().replace('.000Z', 'Z'));
}

function blocksAround(values: string[]): string[] {
  return addressesAround(values.flatMap((value) => parseBlock(value) ?? []));
}

function boundaries(values: number[]): number[] {
  return [...new Set(values.filter(Number.isFinite))].sort((a, b) => a - b);
}

function around(sorted: number[], beyond: number, closest: number): number[] {
  const found = [(sorted[0] ?? 0) - beyond];
  for (const [index, value] of sorted.entries()) {
    const next = sorted[index + 1];
    found.push(value);
    if (next === undefined) found.push(value + beyond);
    else if (next - value > closest) found.push((value + next) / 2);
  }
  return found;
}

function subsets(elements: string[]): string[][] {
  const found: string[][] = [];
  for (let bits = 1; bits < 1 << elements.length; bits++) {
    found.push(elements.filter((_, index) => bits & (1 << index)));
  }
  return found.sort((a, b) => a.length - b.length);
}

function distinct<T>(values: T[], outcome: (value: T) => string): T[] {
  const kinds = new Map<string, T>();
  for (const value of values) {
    const kind = outcome(value);
    if (!kinds.has(kind)) kinds.set(kind, value);
  }
  return [...kinds.values()];
}
