import { isIPv4, isIPv6 } from 'node:net';
import type { Facts, Operator, Pattern } from './compiled.ts';
import { arnParts, type Match, matchesPattern, matchesTokens, parsePattern, parseResource } from './pattern.ts';
import { remembered } from './remembered.ts';
import { PolicyError } from './request.ts';

/** One value of a request against one value of a policy. IAM User Guide, "IAM JSON policy elements: Condition operators". */

export type Test = (value: string, facts: Facts) => Match;
export interface PolicyValue {
  pattern: Pattern;
  test: Test;
}

interface Reading {
  operator: Operator;
  negated: boolean;
}

const positive: Operator[] = [
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'NumericEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'ArnLike',
  'Null',
];
const negative: Record<string, Operator> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
  ArnNotEquals: 'ArnLike',
  ArnNotLike: 'ArnLike',
};
export const operators = new Map<string, Reading>([
  ...positive.map((operator): [string, Reading] => [operator.toLowerCase(), { operator, negated: false }]),
  ['arnequals', { operator: 'ArnLike', negated: false }],
  ...Object.entries(negative).map(([name, operator]): [string, Reading] => [
    name.toLowerCase(),
    { operator, negated: true },
  ]),
]);

const yes = (holds: boolean): Match => (holds ? 'yes' : 'no');

export const parseNumber = (text: string): number | undefined =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined;

/** Milliseconds. W3C "Date and Time Formats", or seconds since 1970; four digits alone could be either. */
export const parseDate = remembered((text): number | undefined => {
  if (/^-?\d+(\.\d+)?$/.test(text) && !/^\d{4}$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
});

/** 32 or 128 bits. */
const bitsOf = remembered((ip): { bits: bigint; width: number } | undefined => {
  if (isIPv4(ip)) return { bits: ip.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n), width: 32 };
  if (!isIPv6(ip) || ip.includes('%')) return undefined;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(ip);
  const [head = '', tail] = (dotted ? `${dotted[1]}${hexOf(dotted[2] as string)}` : ip).split('::');
  const groups = (text: string) => (text ? text.split(':') : []);
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0');
  return {
    bits: [...before, ...zeros, ...after].reduce((sum, part) => sum * 65536n + BigInt(`0x${part}`), 0n),
    width: 128,
  };
});
const hexOf = (v4: string) => {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
};

/** Without a prefix length IAM takes /32: an IPv4 address alone. What that makes of IPv6 no page says. */
export const parseRange = (text: string): { bits: bigint; width: number; shift: bigint } | undefined => {
  const [ip = '', length] = text.split('/');
  const address = bitsOf(ip);
  if (!address || (length !== undefined && !/^\d{1,3}$/.test(length)) || text.split('/').length > 2) return undefined;
  if (length === undefined && address.width === 128) return undefined;
  const prefix = length === undefined ? address.width : Number(length);
  return prefix > address.width ? undefined : { ...address, shift: BigInt(address.width - prefix) };
};

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThan: (a, b) => a > b,
  GreaterThanEquals: (a, b) => a >= b,
};

const ordered = (operator: string, text: string, parse: (text: string) => number | undefined, place: string): Test => {
  const bound = parse(text);
  const compare = comparisons[operator.replace(/^(Numeric|Date)/, '')] as (a: number, b: number) => boolean;
  if (bound === undefined) throw new PolicyError('malformed', `"${text}" is not a value for ${operator}`, place);
  return (value) => {
    const known = parse(value);
    return yes(known !== undefined && compare(known, bound));
  };
};

/** `hasVariables` counts for the string and ARN operators only; elsewhere a variable is refused. */
export const policyValue = (operator: Operator, text: string, hasVariables: boolean, place: string): PolicyValue => {
  if (/^(String|Arn)/.test(operator)) return textual(operator, text, hasVariables, place);
  // "Variables and tags" says that Bool takes none, "Condition operators" that it does.
  if (text.includes('${')) throw new PolicyError('unsupported', `a variable in ${operator}`, place);
  return { pattern: parsePattern(text, false, false, place), test: literal(operator, text, place) };
};

const textual = (operator: Operator, text: string, hasVariables: boolean, place: string): PolicyValue => {
  if (operator !== 'ArnLike') {
    const pattern = parsePattern(text, operator === 'StringLike', hasVariables, place);
    const ignoreCase = operator === 'StringEqualsIgnoreCase';
    return { pattern, test: (value, facts) => matchesPattern(pattern, value, facts, ignoreCase) };
  }
  const { parts = [], ...pattern } = parseArn(text, hasVariables, place);
  return {
    pattern,
    test: (value, facts) => {
      const arn = arnParts(value);
      if (!arn) return pattern.variables.length > 0 ? firstOpen(parts, facts) : 'no';
      let open: Match = 'yes';
      for (const [index, part] of parts.entries()) {
        const match =
          part.variables.length === 0
            ? yes(matchesTokens(part.tokens, arn[index] as string))
            : matchesPattern(part, arn[index] as string, facts);
        if (match === 'no') return 'no';
        if (match !== 'yes') open = match;
      }
      return open;
    },
  };
};

/** A variable without value is refused, or not, whatever the request's own value is. */
const firstOpen = (parts: Pattern[], facts: Facts): Match =>
  parts.map((part) => matchesPattern(part, '', facts)).find((match) => match === 'absent') ?? 'no';

/**
 * "Variables and tags" keeps variables out of an ARN's first five parts where it speaks of Resource, and does not say
 * what holds in a condition.
 */
const parseArn = (text: string, hasVariables: boolean, place: string) => {
  const whole = parseResource(text, hasVariables, false, place);
  if (!whole.parts) throw new PolicyError('unsupported', 'an ARN operator with *', place);
  if (hasVariables && whole.parts.slice(0, 5).some((part) => part.text.includes('${'))) {
    throw new PolicyError('unsupported', `"${text}" has a variable before its fifth colon`, place);
  }
  return { ...whole, parts: whole.parts };
};

const literal = (operator: Operator, text: string, place: string): Test => {
  if (operator.startsWith('Numeric') && text.length > 15) {
    throw new PolicyError('unsupported', `"${text}" has more digits than are compared exactly`, place);
  }
  if (operator.startsWith('Numeric')) return ordered(operator, text, parseNumber, place);
  if (operator.startsWith('Date')) return ordered(operator, text, parseDate, place);
  if (operator === 'Bool') {
    const expected = text.toLowerCase();
    if (!/^(true|false)$/.test(expected))
      throw new PolicyError('malformed', `"${text}" is neither true nor false`, place);
    return (value) => yes(value.toLowerCase() === expected);
  }
  if (operator === 'BinaryEquals') {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4)
      throw new PolicyError('malformed', `"${text}" is not base64`, place);
    return (value) => yes(value === text);
  }
  const range = parseRange(text);
  if (!range) throw new PolicyError('malformed', `"${text}" is not an IP address or range`, place);
  return (value) => {
    const ip = value.includes('/') ? undefined : bitsOf(value);
    return yes(ip !== undefined && ip.width === range.width && ip.bits >> range.shift === range.bits >> range.shift);
  };
};
