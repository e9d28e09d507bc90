import type { Condition, Facts, Pattern, ResourcePattern, Token } from '../decide/compiled.ts';
import type { Glob, Item } from './glob.ts';
import { literal } from './glob.ts';

/** A name that only deployment knows is written «stack/id»; the `/` in it separates nothing. */
export const shield = (text: string) => text.replace(/«[^»]*»/g, (token) => token.replaceAll('/', '∕'));
export const unshield = (text: string) => text.replaceAll('∕', '/');

export function literalOf(text: string, fold = false): Glob {
  return literal(shield(text), fold);
}

interface Reading {
  /** Values of the keys that variables stand for. */
  facts: Facts;
  fold?: boolean;
  /** `*` and `?` stop at a colon. */
  inPart?: boolean;
}

/** The texts that a pattern matches; undefined: none, because a variable in it has no value. */
export function globOf(tokens: readonly Token[], reading: Reading): Glob | undefined {
  const items: Glob = [];
  for (const token of tokens) {
    const limits = reading.inPart ? { not: ':' } : {};
    if (token === 'any') items.push({ kind: 'many', ...limits });
    else if (token === 'one') items.push({ kind: 'one', ...limits });
    else if ('literal' in token) items.push(...literalOf(token.literal, reading.fold));
    else {
      const values = reading.facts.get(token.variable.toLowerCase());
      const value = values?.[0] ?? token.otherwise;
      if (value === undefined || (values && values.length > 1)) return undefined;
      items.push(...literalOf(value, reading.fold));
    }
  }
  return items;
}

const anything: Item[] = [{ kind: 'many' }];

/** ARNs match part by part: a `*` before the fifth colon stops at the next colon (IAM User Guide, "Resource"). */
export function arnGlob(parts: readonly Pattern[] | undefined, facts: Facts): Glob | undefined {
  if (!parts) return anything;
  const items: Glob = [];
  for (const [index, { tokens }] of parts.entries()) {
    const glob = globOf(tokens, { facts, inPart: index < 5 });
    if (!glob) return undefined;
    items.push(...(index > 0 ? literal(':') : []), ...glob);
  }
  return items;
}

/** The texts that the values of a condition match. ArnLike is read both part by part and as one text: no cell is lost. */
export function conditionGlobs({ operator, values }: Condition, facts: Facts): Glob[] {
  const fold = operator === 'StringEqualsIgnoreCase' || operator === 'Bool';
  return values.flatMap(({ tokens }) => {
    const glob = globOf(tokens, { facts, fold });
    if (!glob) return [];
    return operator === 'ArnLike' ? [glob, inParts(glob)] : [glob];
  });
}

function inParts(glob: Glob): Glob {
  let colons = 0;
  return glob.map((item) => {
    if (item.kind === 'char' && item.char === ':') colons += 1;
    return item.kind === 'char' || colons >= 5 ? item : { ...item, not: ':' };
  });
}

/** A readable text that a pattern matches; `fill` is what stands for a wildcard. */
export function exampleOf(pattern: ResourcePattern, place: readonly string[], facts: Facts): string {
  const fill = (tokens: readonly Token[], wild: string) =>
    tokens
      .map((token) => {
        if (token === 'any') return wild;
        if (token === 'one') return 'x';
        if ('literal' in token) return token.literal;
        return facts.get(token.variable.toLowerCase())?.[0] ?? token.otherwise ?? '';
      })
      .join('');
  if (!pattern.parts) return fill(pattern.tokens, 'example');
  return pattern.parts.map(({ tokens }, index) => fill(tokens, place[index] ?? 'example')).join(':');
}
