import { describe, expect, test } from 'vitest';
import type { Facts, Pattern } from '../../templates/judge/decide/compiled.ts';
import {
  arnParts,
  matchesPattern,
  matchesResource,
  matchesTokens,
  parsePattern,
  parseResource,
  pathParts,
  withoutTokens,
} from '../../templates/judge/decide/pattern.ts';
import { PolicyError } from '../../templates/judge/decide/request.ts';

const facts = (known: Record<string, string[] | null> = {}): Facts => ({ get: (key) => known[key] });
const none = facts();

/** What a run says, or how it is refused. */
const said = <T>(run: () => T): T | string => {
  try {
    return run();
  } catch (error) {
    if (error instanceof PolicyError) return `${error.code} at ${error.message}`;
    throw error;
  }
};

describe('a pattern is read into', () => {
  const any = 'any';
  const one = 'one';
  const literal = (text: string) => ({ literal: text });
  const variable = (name: string) => ({ variable: name });
  test.each<[string, boolean, boolean, Pattern['tokens']]>([
    ['', true, true, []],
    ['abc', true, true, [literal('abc')]],
    ['a*b', true, true, [literal('a'), any, literal('b')]],
    ['a*b', false, true, [literal('a*b')]],
    ['a?b', true, true, [literal('a'), one, literal('b')]],
    ['a?b', false, true, [literal('a?b')]],
    ['**', true, true, [any]],
    ['*?*', true, true, [any, one, any]],
    ['${*}', true, true, [literal('*')]],
    ['a${?}b${$}', true, true, [literal('a?b$')]],
    ['${*}', true, false, [literal('${'), any, literal('}')]],
    ['${aws:X}', false, true, [variable('aws:x')]],
    ['a${aws:X}b', false, true, [literal('a'), variable('aws:x'), literal('b')]],
    ['${aws:Tag/a b}', false, true, [variable('aws:tag/a b')]],
    ["${aws:X, 'No'}", false, true, [{ variable: 'aws:x', otherwise: 'No' }]],
    ["${aws:X,''}", false, true, [{ variable: 'aws:x', otherwise: '' }]],
    ["${aws:X, 'a,b'}", false, true, [{ variable: 'aws:x', otherwise: 'a,b' }]],
    ['$a{b}', true, true, [literal('$a{b}')]],
  ])('%s (wildcards: %s, variables: %s): %j', (text, wildcards, variables, tokens) => {
    const pattern = parsePattern(text, wildcards, variables, 'p');
    expect(pattern.tokens).toEqual(tokens);
    expect(pattern.text).toBe(text);
  });

  test('its exact text where it has neither wildcard nor variable', () => {
    const exact = (text: string) => parsePattern(text, true, true, 'p').exact;
    expect(exact('abc')).toBe('abc');
    expect(exact('')).toBe('');
    expect(exact('a${*}')).toBe('a*');
    for (const text of ['*', '?', 'a*', '${aws:X}', 'a${aws:X}']) {
      expect(parsePattern(text, true, true, 'p')).not.toHaveProperty('exact');
    }
  });

  test('the keys of its variables', () => {
    expect(parsePattern('${aws:X}/${aws:Y}/*', true, true, 'p').variables).toEqual(['aws:x', 'aws:y']);
    expect(parsePattern('${*}', true, true, 'p').variables).toEqual([]);
  });

  test.each([
    ['${aws:X', 'opens a variable and does not close it'],
    ['${x}', 'names no condition key'],
    ['${}', 'names no condition key'],
    ['${:x}', 'names no condition key'],
    ['${aws:}', 'names no condition key'],
    ['${aws:x, none}', 'names no condition key'],
    ["${aws:x, 'none}", 'names no condition key'],
    ["${aws:x 'none'}", 'names no condition key'],
    ['${a b:x}', 'names no condition key'],
    ['${ aws:x }', 'names no condition key'],
    ["${aws:x , 'a' }", 'names no condition key'],
    ['${**}', 'names no condition key'],
  ])('nothing, but is refused: %s %s', (text, what) => {
    expect(said(() => parsePattern(text, true, true, 'p'))).toContain(`malformed at p: `);
    expect(said(() => parsePattern(text, true, true, 'p'))).toContain(`"${text}" `);
    expect(said(() => parsePattern(text, true, true, 'p'))).toContain(what);
  });
});

describe('a text matches', () => {
  const matches = (pattern: string, text: string) =>
    matchesTokens(parsePattern(pattern, true, false, 'p').tokens, text);
  test.each<[string, string[], string[]]>([
    ['', [''], ['a']],
    ['a', ['a'], ['', 'b', 'aa', 'ba']],
    ['*', ['', 'a', 'a/b:c'], []],
    ['?', ['a', '*'], ['', 'ab']],
    ['a*', ['a', 'ab'], ['', 'ba']],
    ['*a', ['a', 'ba', 'aa', 'aba'], ['', 'ab']],
    ['a*b', ['ab', 'acb', 'abb', 'abab'], ['a', 'b', 'aba']],
    ['a*b*c', ['abc', 'axbxc', 'abbcc', 'abcbc'], ['acb', 'ab', 'abcd']],
    ['*ab', ['ab', 'aab', 'abab'], ['aba', 'b']],
    ['?*', ['a', 'ab'], ['']],
    ['*?', ['a', 'ab'], ['']],
    ['a?c', ['abc', 'a?c'], ['ac', 'abbc']],
    ['*a?', ['ab', 'aab', 'aaab'], ['a', 'ba']],
    ['*.*.x', ['a.b.x', '..x'], ['a.x', 'a.b.y']],
  ])('%s', (pattern, good, bad) => {
    for (const text of good) expect([text, matches(pattern, text)]).toEqual([text, true]);
    for (const text of bad) expect([text, matches(pattern, text)]).toEqual([text, false]);
  });
});

describe('a pattern with variables', () => {
  const match = (pattern: string, text: string, known: Record<string, string[] | null>, ignoreCase = false) =>
    said(() => matchesPattern(parsePattern(pattern, true, true, 'p'), text, facts(known), ignoreCase));
  test.each<[string, string, Record<string, string[] | null>, string]>([
    ['x-${aws:x}', 'x-a', { 'aws:x': ['a'] }, 'yes'],
    ['x-${aws:x}', 'x-b', { 'aws:x': ['a'] }, 'no'],
    ['${aws:x}', 'a', {}, 'unknown'],
    ['${aws:x}', 'a', { 'aws:x': null }, 'absent'],
    ["${aws:x, 'd'}", 'd', { 'aws:x': null }, 'yes'],
    ["${aws:x, 'd'}", 'e', { 'aws:x': null }, 'no'],
    ["${aws:x, 'd'}", 'd', {}, 'unknown'],
    ['${aws:x}${aws:y}', 'a', { 'aws:x': null }, 'absent'],
    ['${aws:x}${aws:y}', 'a', { 'aws:y': null }, 'absent'],
    ['${aws:x}${aws:y}', 'a', { 'aws:x': ['a'] }, 'unknown'],
    ['*${aws:x}', 'ba', { 'aws:x': ['a'] }, 'yes'],
  ])('%s against %s with %j is %s', (pattern, text, known, expected) => {
    expect(match(pattern, text, known)).toBe(expected);
  });

  test('is refused where a value could be taken in two ways', () => {
    expect(match('${aws:x}', 'a', { 'aws:x': ['a', 'b'] })).toBe(
      'unsupported at ${aws:x}: variable aws:x has several values',
    );
    expect(match('${aws:x}', 'a', { 'aws:x': [] })).toContain('has several values');
    for (const value of ['a*', '?']) {
      expect(match('${aws:x}', 'a', { 'aws:x': [value] })).toContain(`variable aws:x is "${value}"`);
    }
  });

  test('minds case unless it is told not to', () => {
    expect(match('Abc', 'abc', {})).toBe('no');
    expect(match('Abc', 'aBC', {}, true)).toBe('yes');
    expect(match('A*c', 'aBC', {}, true)).toBe('yes');
    expect(match('A*c', 'aBC', {})).toBe('no');
    expect(match('A${aws:x}', 'aBC', { 'aws:x': ['bc'] }, true)).toBe('yes');
    expect(match('A${aws:x}', 'aBC', {}, true)).toBe('unknown');
    expect(match('Abd', 'abc', {}, true)).toBe('no');
  });
});

describe('an ARN', () => {
  test.each<[string, string[] | undefined]>([
    ['arn:aws:s3:::raw', ['arn', 'aws', 's3', '', '', 'raw']],
    ['arn:aws:logs:eu:1:log-group:a:b', ['arn', 'aws', 'logs', 'eu', '1', 'log-group:a:b']],
    ['arn:aws:s3:::', ['arn', 'aws', 's3', '', '', '']],
    ['arn:aws:s3::', undefined],
    ['urn:aws:s3:::raw', undefined],
    ['*', undefined],
  ])('%s has the parts %j', (arn, parts) => {
    expect(arnParts(arn)).toEqual(parts);
  });

  test('of tokens is one name for each', () => {
    expect(withoutTokens('a/«data/Raw:1»/b/«x»')).toBe('a/token/b/token');
    expect(pathParts('a/«data/Raw»/b')).toEqual(['a', '«data/Raw»', 'b']);
    expect(pathParts('a«x/y»b/c')).toEqual(['a«x/y»b', 'c']);
    expect(pathParts('//a//b/')).toEqual(['a', 'b']);
    expect(pathParts('')).toEqual([]);
  });
});

describe('a resource in a policy', () => {
  const parts = (text: string, variables = true, completes = true) =>
    parseResource(text, variables, completes, 'p').parts?.map((part) => part.text);
  test.each<[string, string[] | undefined]>([
    ['*', undefined],
    ['arn:aws:s3:::raw/*', ['arn', 'aws', 's3', '', '', 'raw/*']],
    ['arn:aws:s3', ['arn', 'aws', 's3', '*', '*', '*']],
    ['arn', ['arn', '*', '*', '*', '*', '*']],
    ['arn:aws:s3:', ['arn', 'aws', 's3', '', '*', '*']],
    ['arn:aws:logs:*:1:log-group:a:b', ['arn', 'aws', 'logs', '*', '1', 'log-group:a:b']],
    ['arn:aws:s3:::raw/${aws:X}/y', ['arn', 'aws', 's3', '', '', 'raw/${aws:X}/y']],
  ])('%s has the parts %j', (text, expected) => {
    expect(parts(text)).toEqual(expected);
  });

  test('has variables after its fifth colon only', () => {
    const read = parseResource('arn:aws:sqs:${aws:X}:1:${aws:Y}', true, true, 'p');
    expect(read.variables).toEqual(['aws:y']);
    expect(parseResource('arn:aws:sqs:::${aws:Y}', false, true, 'p').variables).toEqual([]);
    expect(parseResource('*', true, true, 'p').variables).toEqual([]);
  });

  test.each([
    ['raw/*', true, 'malformed at p: "raw/*" is neither * nor an ARN'],
    ['', true, 'malformed at p: "" is neither * nor an ARN'],
    ['arn:aws:s3', false, 'malformed at p: "arn:aws:s3" is not a whole ARN'],
  ])('%s is refused', (text, completes, what) => {
    expect(said(() => parseResource(text, true, completes, 'p'))).toBe(what);
  });

  test('that is whole needs no completing', () => {
    expect(parts('arn:aws:s3:::raw', true, false)).toHaveLength(6);
    expect(parts('*', true, false)).toBeUndefined();
  });

  test.each<[string, string, string]>([
    ['*', 'arn:aws:s3:::raw', 'yes'],
    ['arn:aws:s3:::raw', 'arn:aws:s3:::raw', 'yes'],
    ['arn:aws:s3:::raw', 'arn:aws:s3:::rew', 'no'],
    ['arn:aws:s3:::raw', 'arn:aws-cn:s3:::raw', 'no'],
    ['arn:aws:s*:::raw', 'arn:aws:sqs:::raw', 'yes'],
    ['arn:aws:s*:::raw', 'arn:aws:iam:::raw', 'no'],
    ['arn:aws:sqs:*:1:a', 'arn:aws:sqs:eu:1:a', 'yes'],
    ['arn:aws:sqs:*:1:a', 'arn:aws:sqs:eu:2:a', 'no'],
    ['arn:aws:sqs:eu-?:1:a', 'arn:aws:sqs:eu-1:1:a', 'yes'],
    ['arn:aws:sqs:eu-?:1:a', 'arn:aws:sqs:us-1:1:a', 'no'],
    ['arn:aws:s3:::${aws:x}', 'arn:aws:s3:::a', 'unknown'],
  ])('%s against %s is %s', (pattern, arn, expected) => {
    expect(matchesResource(parseResource(pattern, true, true, 'p'), arnParts(arn), none)).toBe(expected);
  });

  test('that is named is not the one without a name', () => {
    expect(matchesResource(parseResource('arn:aws:s3:::*', true, true, 'p'), undefined, none)).toBe('no');
    expect(matchesResource(parseResource('*', true, true, 'p'), undefined, none)).toBe('yes');
  });
});
