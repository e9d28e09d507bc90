import type { Facts, Pattern, ResourcePattern, Token } from './compiled.ts';
import { PolicyError, type Truth } from './request.ts';

/** Texts with `*`, `?` and policy variables, and ARNs made of them. */

/** No ARN is longer than half of it (IAM API Reference, "ARN"), and what is compared takes time by its length. */
const mostText = 4096;

/**
 * IAM User Guide, "IAM policy elements: Variables and tags": `${key}`, `${key, 'default'}`, and `${*}`, `${?}`,
 * `${$}` for the characters themselves. Without `hasVariables` (Version 2008-10-17) all of it is text.
 */
export const parsePattern = (text: string, wildcards: boolean, hasVariables: boolean, place: string): Pattern => {
  if (text.length > mostText) throw new PolicyError('unsupported', `a text of ${text.length} characters`, place);
  if (!/[*?$]/.test(text)) return { text, tokens: text ? [{ literal: text }] : [], variables: [], exact: text };
  const tokens: Token[] = [];
  const add = (literal: string) => {
    const last = tokens.at(-1);
    if (typeof last === 'object' && 'literal' in last) last.literal += literal;
    else if (literal) tokens.push({ literal });
  };
  for (let at = 0; at < text.length; ) {
    const char = text[at] as string;
    if (hasVariables && text.startsWith('${', at)) {
      const end = text.indexOf('}', at);
      if (end < 0) throw new PolicyError('malformed', `"${text}" opens a variable and does not close it`, place);
      const inner = text.slice(at + 2, end);
      if (/^[*?$]$/.test(inner)) add(inner);
      else tokens.push(parseVariable(inner, text, place));
      at = end + 1;
    } else {
      if (wildcards && char === '*') {
        if (tokens.at(-1) !== 'any') tokens.push('any');
      } else if (wildcards && char === '?') tokens.push('one');
      else add(char);
      at += 1;
    }
  }
  const variables = tokens.flatMap((token) => (typeof token === 'object' && 'variable' in token ? token.variable : []));
  const [only] = tokens;
  if (tokens.length === 0) return { text, tokens, variables, exact: '' };
  const exact = tokens.length === 1 && typeof only === 'object' && 'literal' in only ? only.literal : undefined;
  return exact === undefined ? { text, tokens, variables } : { text, tokens, variables, exact };
};

/** Letters that lower case turns into those of ASCII (the Kelvin sign into k), so that one key would pass for another. */
export const becomesLatin = /[\u0130\u212A]/;

const parseVariable = (inner: string, text: string, place: string): Token => {
  const [, key, otherwise] = /^([^\s:,'{}$]+:[^,'{}$]*[^\s,'{}$])(?:,\s*'([^']*)')?$/.exec(inner) ?? [];
  if (!key || becomesLatin.test(key)) {
    throw new PolicyError('malformed', `"${text}" has a variable that names no condition key`, place);
  }
  return otherwise === undefined ? { variable: key.toLowerCase() } : { variable: key.toLowerCase(), otherwise };
};

/** `absent`: a variable without a value, so that the pattern stands for no text at all. */
type Filled = Token[] | 'absent' | 'unknown';

const fill = (pattern: Pattern, facts: Facts): Filled => {
  if (pattern.variables.length === 0) return pattern.tokens;
  let missing: 'absent' | 'unknown' | undefined;
  const filled = pattern.tokens.map((token): Token => {
    if (typeof token !== 'object' || !('variable' in token)) return token;
    const values = facts.get(token.variable);
    if (values === undefined) missing ??= 'unknown';
    else if (values === null) {
      if (token.otherwise !== undefined) return { literal: token.otherwise };
      missing = 'absent';
    } else if (values.length !== 1) {
      throw new PolicyError('unsupported', `variable ${token.variable} has several values`, pattern.text);
    } else if (/[*?]/.test(values[0] as string)) {
      // No page says whether such a character then matches itself or anything.
      throw new PolicyError('unsupported', `variable ${token.variable} is "${values[0]}"`, pattern.text);
    } else return { literal: values[0] as string };
    return token;
  });
  return missing ?? filled;
};

/** Whether `tokens` match the whole of `text`. Greedy with one step back: linear in practice, quadratic at worst. */
export const matchesTokens = (tokens: readonly Token[], text: string): boolean => {
  let token = 0;
  let at = 0;
  let retryToken = -1;
  let retryAt = 0;
  while (at < text.length || token < tokens.length) {
    const expected = tokens[token];
    if (expected === 'any') {
      retryToken = token;
      retryAt = at;
      token += 1;
      if (token === tokens.length) return true;
      continue;
    }
    if (expected === 'one' && at < text.length) {
      token += 1;
      at += 1;
      continue;
    }
    // What is neither 'any' nor 'one' is a literal here: variables are filled in.
    if (typeof expected === 'object' && text.startsWith((expected as { literal: string }).literal, at)) {
      token += 1;
      at += (expected as { literal: string }).literal.length;
      continue;
    }
    if (retryToken < 0 || retryAt >= text.length) return false;
    retryAt += 1;
    at = retryAt;
    token = retryToken + 1;
  }
  return true;
};

export type Match = Truth | 'absent';

export const matchesPattern = (pattern: Pattern, text: string, facts: Facts, ignoreCase = false): Match => {
  if (pattern.exact !== undefined && !ignoreCase) return pattern.exact === text ? 'yes' : 'no';
  const tokens = fill(pattern, facts);
  if (typeof tokens === 'string') return tokens;
  if (!ignoreCase) return matchesTokens(tokens, text) ? 'yes' : 'no';
  const lower = tokens.map((token) =>
    typeof token === 'object' && 'literal' in token ? { literal: token.literal.toLowerCase() } : token,
  );
  return matchesTokens(lower, text.toLowerCase()) ? 'yes' : 'no';
};

/** The six parts of an ARN; the last one keeps its colons. undefined: not an ARN. */
export const arnParts = (arn: string): string[] | undefined => {
  const parts = arn.split(':');
  return parts.length < 6 || parts[0] !== 'arn' ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
};

/** Splits at colons outside `${}`. */
const splitPattern = (text: string): string[] => {
  const parts = text.match(/(?:\$\{[^}]*\}|[^:])+|(?<=:)(?=:|$)|^(?=:)/g) ?? [];
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
};

/**
 * IAM User Guide, "IAM JSON policy elements: Resource": wildcards work within the parts between colons; a variable
 * stands only after the fifth colon ("Variables and tags"), before it is text.
 * "Identify AWS resources with Amazon Resource Names (ARNs)": in an identity-based policy missing parts are `*`.
 */
export const parseResource = (
  text: string,
  hasVariables: boolean,
  completes: boolean,
  place: string,
): ResourcePattern => {
  const whole = parsePattern(text, true, hasVariables, place);
  if (text === '*') return whole;
  const parts = splitPattern(text);
  if (parts[0] !== 'arn') throw new PolicyError('malformed', `"${text}" is neither * nor an ARN`, place);
  if (parts.length < 6 && !completes) throw new PolicyError('malformed', `"${text}" is not a whole ARN`, place);
  const written = parts.length;
  const mayCross = parts.slice(0, Math.min(5, written - 1)).some((part) => part.endsWith('*'));
  while (parts.length < 6) parts.push('*');
  const compiled = parts.map((part, index) => parsePattern(part, true, hasVariables && index === 5, place));
  const variables = compiled.flatMap((part) => part.variables);
  return { ...whole, variables, parts: compiled, ...(mayCross && { mayCross: written }) };
};

/**
 * "IAM JSON policy elements: Resource": a `*` at the end of a part "can expand to match beyond the colon boundaries".
 * Whether a pattern that matches no ARN part by part would match this one so, whatever its variables are.
 */
export const mayMatchAcross = ({ mayCross, tokens }: ResourcePattern, arn: readonly string[]): boolean =>
  mayCross !== undefined &&
  (mayCross < 6 || arn[5]?.includes(':') === true) &&
  matchesTokens(
    tokens.map((token) => (typeof token === 'object' && 'variable' in token ? 'any' : token)),
    arn.join(':'),
  );

export const matchesResource = (pattern: ResourcePattern, arn: readonly string[] | undefined, facts: Facts): Match => {
  const { parts } = pattern;
  if (!parts) return 'yes';
  if (!arn) return 'no';
  // From the end: the parts before differ least.
  for (let index = 4; index > 0; index--) {
    const { exact, tokens } = parts[index] as Pattern;
    if (exact === undefined ? !matchesTokens(tokens, arn[index] as string) : exact !== arn[index]) return 'no';
  }
  return matchesPattern(parts[5] as Pattern, arn[5] as string, facts);
};

/** Names that only a deployment gives stand as `«stack/logicalId»`: one name, whatever is in it. */
export const withoutTokens = (text: string): string => text.replace(/«[^»]*»/g, 'token');

/** The parts between slashes. */
export const pathParts = (text: string): string[] => text.match(/(?:«[^»]*»|[^/])+/g) ?? [];
