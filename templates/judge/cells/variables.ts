import type { CompiledStatement, Token } from '../decide/compiled.ts';
import { type Glob, takes } from './glob.ts';
import { globOf } from './texts.ts';

/** A pattern with a variable, and the patterns that are matched against the same text. */
interface Spot {
  text: string;
  tokens: readonly Token[];
  beside: (readonly Token[])[];
}

const noFacts = { get: () => undefined };

/**
 * For each variable, the forms that its value can have that matter: those that make one pattern overlap with another.
 * A text instead says why they cannot be told.
 */
export function variableForms(statements: CompiledStatement[]): Map<string, Glob[]> | string {
  const forms = new Map<string, Glob[]>();
  const spots = spotsOf(statements);
  for (const { text, tokens, beside } of spots) {
    const [at, second] = tokens.flatMap((token, index) => (isVariable(token) ? [index] : []));
    if (at === undefined) continue;
    if (second !== undefined) return `${text} has two variables`;
    const before = opened(tokens.slice(0, at));
    const after = opened(tokens.slice(at + 1));
    const key = variableOf(tokens[at]);
    const found = forms.get(key) ?? [];
    forms.set(key, found);
    for (const other of beside) {
      if (other === tokens) continue;
      if (other.some(isVariable) && !comparable(tokens, other)) {
        return `${text} and another pattern with a variable overlap in ways that depend on it`;
      }
      if (!other.some(isVariable)) found.push(...pieces(before, after, opened(other)));
    }
  }
  for (const [key, globs] of forms) forms.set(key, unique(globs));
  return forms;
}

function spotsOf(statements: CompiledStatement[]): Spot[] {
  const tails = statements.flatMap(({ resources }) =>
    (resources?.patterns ?? []).flatMap(({ parts, text }) => (parts?.[5] ? [{ text, tokens: parts[5].tokens }] : [])),
  );
  const values = new Map<string, { text: string; tokens: readonly Token[] }[]>();
  for (const { conditions } of statements) {
    for (const condition of conditions) {
      values.set(condition.key, [...(values.get(condition.key) ?? []), ...condition.values]);
    }
  }
  return [tails, ...values.values()].flatMap((patterns) => {
    if (!patterns.some(({ tokens }) => tokens.some(isVariable))) return [];
    const beside = patterns.map(({ tokens }) => tokens);
    return patterns.map(({ text, tokens }) => ({ text, tokens, beside }));
  });
}

function isVariable(token: Token): boolean {
  return typeof token === 'object' && 'variable' in token;
}

function variableOf(token: Token | undefined): string {
  return typeof token === 'object' && 'variable' in token ? token.variable : '';
}

function opened(tokens: readonly Token[]): Glob {
  return globOf(
    tokens.map((token) => (isVariable(token) ? 'any' : token)),
    { facts: noFacts },
  ) as Glob;
}

/** Whether two patterns with variables overlap in the same way whatever the value: the same beginning, or none shared. */
function comparable(one: readonly Token[], other: readonly Token[]): boolean {
  const start = (tokens: readonly Token[]) => {
    const [first] = tokens;
    return typeof first === 'object' && 'literal' in first ? first.literal : '';
  };
  const [a, b] = [start(one), start(other)];
  if (a === b) return variableOf(one.find(isVariable)) === variableOf(other.find(isVariable));
  return !a.startsWith(b) && !b.startsWith(a);
}

/** The parts of `other` that a value between `before` and `after` can fall on. */
function pieces(before: Glob, after: Glob, other: Glob): Glob[] {
  const found: Glob[] = [];
  for (const start of startsOf(before, other)) {
    for (let end = start; end <= other.length; end++) {
      const inside = other[end - 1]?.kind === 'many' ? end - 1 : end;
      if (overlap(other.slice(inside), after)) found.push(other.slice(start, end));
    }
  }
  return found;
}

function startsOf(before: Glob, other: Glob): number[] {
  const found: number[] = [];
  for (let start = 0; start <= other.length; start++) {
    const end = other[start]?.kind === 'many' ? start + 1 : start;
    if (overlap(other.slice(0, end), before)) found.push(start);
  }
  return found;
}

/** Whether some text matches both. */
export function overlap(one: Glob, other: Glob): boolean {
  const width = other.length + 1;
  const seen = new Set<number>();
  const open = [0];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    const [i, j] = [Math.floor(key / width), key % width];
    const [a, b] = [one[i], other[j]];
    if (!a && !b) return true;
    if (a && b && share(a, b)) open.push((a.kind === 'many' ? i : i + 1) * width + (b.kind === 'many' ? j : j + 1));
    if (b?.kind === 'many') open.push(key + 1);
    if (a?.kind === 'many') open.push(key + width);
  }
  return false;
}

function share(a: Glob[number], b: Glob[number]): boolean {
  if (a.kind === 'char') return takes(b, a.char);
  if (b.kind === 'char') return takes(a, b.char);
  return true;
}

function unique(globs: Glob[]): Glob[] {
  return [...new Map(globs.map((glob) => [JSON.stringify(glob), glob])).values()];
}
