import { describe, expect, test } from 'vitest';
import type { Facts, Operator } from '../../templates/judge/decide/compiled.ts';
import { operators, parseDate, parseNumber, parseRange, policyValue } from '../../templates/judge/decide/operators.ts';
import { PolicyError } from '../../templates/judge/decide/request.ts';

const facts = (known: Record<string, string[] | null> = {}): Facts => ({ get: (key) => known[key] });

/** What one value of a policy says to one of a request, or how it is refused. */
const match = (operator: Operator, text: string, value: string, known: Record<string, string[] | null> = {}) => {
  try {
    return policyValue(operator, text, true, 'p').test(value, facts(known));
  } catch (error) {
    if (error instanceof PolicyError) return `${error.code} at ${error.message}`;
    throw error;
  }
};

describe('a number', () => {
  test.each([
    ['0', 0],
    ['12', 12],
    ['-1.5', -1.5],
    ['+3', 3],
    ['.5', 0.5],
    ['5.', 5],
    ['007', 7],
  ])('%s is %d', (text, number) => expect(parseNumber(text)).toBe(number));
  test.each(['', '.', '-', 'x', '1e3', '0x10', '1 ', ' 1', '1.2.3', '--1', '1,5', 'Infinity'])('%j is none', (text) =>
    expect(parseNumber(text)).toBeUndefined(),
  );
});

describe('a date', () => {
  test.each([
    ['2026-01-02', Date.UTC(2026, 0, 2)],
    ['2026-01-02T03:04Z', Date.UTC(2026, 0, 2, 3, 4)],
    ['2026-01-02T03:04:05Z', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['2026-01-02T03:04:05.25Z', Date.UTC(2026, 0, 2, 3, 4, 5, 250)],
    ['2026-01-02T03:04:05+02:00', Date.UTC(2026, 0, 2, 1, 4, 5)],
    ['2026-01-02T03:04:05-02:30', Date.UTC(2026, 0, 2, 5, 34, 5)],
    ['2026-01', Date.UTC(2026, 0, 1)],
    ['20260', 20_260_000],
    ['1767225600', 1_767_225_600_000],
    ['1767225600.5', 1_767_225_600_500],
    ['-1', -1000],
    ['999', 999_000],
  ])('%s is %d milliseconds', (text, time) => expect(parseDate(text)).toBe(time));
  test.each([
    '',
    'x',
    '2026',
    '2026-1-2',
    '2026-13-01',
    '2026-01-02T03Z',
    '2026-01-02T03:04',
    '2026-01-02T03:04:05',
    '2026-01-02T03:04:05.Z',
    '2026-01-02T03:04:05+0200',
    '2026-01-02 03:04Z',
    '2026-01-02T03:04:05Zx',
    'x2026-01-02',
    '1.',
    '1e3',
    'x1',
    '1x',
    '--1',
    '2026-01-02T25:00Z',
  ])('%j is none', (text) => expect(parseDate(text)).toBeUndefined());
});

describe('a range of addresses', () => {
  test.each([
    ['10.0.0.0/8', 0x0a000000n, 32, 24n],
    ['10.1.2.3', 0x0a010203n, 32, 0n],
    ['255.255.255.255/32', 0xffffffffn, 32, 0n],
    ['0.0.0.0/0', 0n, 32, 32n],
    ['::/0', 0n, 128, 128n],
    ['::1/128', 1n, 128, 0n],
    ['1::/16', 1n << 112n, 128, 112n],
    ['1:2:3:4:5:6:7:8/64', 0x00010002000300040005000600070008n, 128, 64n],
    ['1:2::7:8/64', 0x00010002000000000000000000070008n, 128, 64n],
    ['::ffff:1.2.3.4/128', 0xffff01020304n, 128, 0n],
    ['64:ff9b::255.0.0.1/96', (0x64n << 112n) | (0xff9bn << 96n) | 0xff000001n, 128, 32n],
  ])('%s', (text, bits, width, shift) => expect(parseRange(text)).toEqual({ bits, width, shift }));
  test.each([
    '',
    'x',
    '10.0.0/8',
    '10.0.0.256/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/x8',
    '10.0.0.0/8x',
    '10.0.0.0/0008',
    '::1',
    '::/129',
    'fe80::1%eth0/64',
  ])('%j is none', (text) => expect(parseRange(text)).toBeUndefined());
});

describe('an operator', () => {
  test('has a negation where IAM has one, and no case', () => {
    const read = (name: string) => operators.get(name);
    expect(read('stringequals')).toEqual({ operator: 'StringEquals', negated: false });
    expect(read('arnequals')).toEqual({ operator: 'ArnLike', negated: false });
    expect(read('arnlike')).toEqual({ operator: 'ArnLike', negated: false });
    expect(read('arnnotequals')).toEqual({ operator: 'ArnLike', negated: true });
    expect(read('notipaddress')).toEqual({ operator: 'IpAddress', negated: true });
    expect(read('stringnotequalsignorecase')).toEqual({ operator: 'StringEqualsIgnoreCase', negated: true });
    expect(read('boolnot')).toBeUndefined();
    expect(operators.size).toBe(27);
  });

  test.each<[Operator, string, string, string]>([
    ['StringEquals', 'a', 'a', 'yes'],
    ['StringEquals', 'a*', 'ab', 'no'],
    ['StringEqualsIgnoreCase', 'aB', 'Ab', 'yes'],
    ['StringEqualsIgnoreCase', 'a*', 'AB', 'no'],
    ['StringLike', 'a*', 'ab', 'yes'],
    ['StringLike', 'a*', 'Ab', 'no'],
    ['NumericEquals', '5', '5.0', 'yes'],
    ['NumericEquals', '5', '6', 'no'],
    ['NumericEquals', '5', 'x', 'no'],
    ['NumericLessThan', '5', '4', 'yes'],
    ['NumericLessThan', '5', '5', 'no'],
    ['NumericLessThan', '5', '6', 'no'],
    ['NumericLessThanEquals', '5', '5', 'yes'],
    ['NumericLessThanEquals', '5', '6', 'no'],
    ['NumericGreaterThan', '5', '6', 'yes'],
    ['NumericGreaterThan', '5', '5', 'no'],
    ['NumericGreaterThan', '5', '4', 'no'],
    ['NumericGreaterThanEquals', '5', '5', 'yes'],
    ['NumericGreaterThanEquals', '5', '4', 'no'],
    ['DateEquals', '2026-01-01', '1767225600', 'yes'],
    ['DateLessThan', '2026-01-02', '2026-01-01T23:59:59Z', 'yes'],
    ['DateLessThan', '2026-01-02', '2026-01-02', 'no'],
    ['DateLessThanEquals', '2026-01-02', '2026-01-02', 'yes'],
    ['DateGreaterThan', '2026-01-02', '2026-01-03', 'yes'],
    ['DateGreaterThan', '2026-01-02', '2026-01-02', 'no'],
    ['DateGreaterThanEquals', '2026-01-02', '2026-01-02', 'yes'],
    ['DateGreaterThanEquals', '2026-01-02', '2026-01-01', 'no'],
    ['DateEquals', '2026-01-02', 'never', 'no'],
    ['Bool', 'true', 'TRUE', 'yes'],
    ['Bool', 'False', 'false', 'yes'],
    ['Bool', 'true', 'false', 'no'],
    ['BinaryEquals', 'QUJD', 'QUJD', 'yes'],
    ['BinaryEquals', 'QUI=', 'QUI=', 'yes'],
    ['BinaryEquals', 'QQ==', 'QQ==', 'yes'],
    ['BinaryEquals', '', '', 'yes'],
    ['BinaryEquals', 'QUJD', 'qujd', 'no'],
    ['IpAddress', '10.0.0.0/8', '10.255.0.1', 'yes'],
    ['IpAddress', '10.0.0.0/8', '11.0.0.1', 'no'],
    ['IpAddress', '10.0.0.1', '10.0.0.1', 'yes'],
    ['IpAddress', '10.0.0.1', '10.0.0.2', 'no'],
    ['IpAddress', '10.0.0.0/8', '10.0.0.0/8', 'no'],
    ['IpAddress', '10.0.0.0/8', 'x', 'no'],
    ['IpAddress', '0.0.0.0/0', '::1', 'no'],
    ['IpAddress', '::/0', '1.2.3.4', 'no'],
    ['IpAddress', '2001:db8::/32', '2001:db8:1::1', 'yes'],
    ['ArnLike', 'arn:aws:s3:::r*', 'arn:aws:s3:::raw', 'yes'],
    ['ArnLike', 'arn:aws:s3:::r*', 'arn:aws:s3:::war', 'no'],
    ['ArnLike', 'arn:aws:s3:::r*', 'raw', 'no'],
    ['ArnLike', 'arn:aws:s*:::r', 'arn:aws:iam:::r', 'no'],
  ])('%s %s against %s is %s', (operator, text, value, expected) => {
    expect(match(operator, text, value)).toBe(expected);
  });

  test.each<[string, Record<string, string[] | null>, string, string]>([
    ['arn:aws:s3:::${aws:x}', { 'aws:x': ['a'] }, 'arn:aws:s3:::a', 'yes'],
    ['arn:aws:s3:::${aws:x}', { 'aws:x': ['a'] }, 'arn:aws:s3:::b', 'no'],
    ['arn:aws:s3:::${aws:x}', {}, 'arn:aws:s3:::a', 'unknown'],
    ['arn:aws:s3:::${aws:x}', {}, 'arn:aws:sqs:::a', 'no'],
    ['arn:aws:s3:::${aws:x}', { 'aws:x': null }, 'arn:aws:s3:::a', 'absent'],
    ['arn:aws:s3:::${aws:x}', { 'aws:x': null }, 'no ARN', 'absent'],
    ['arn:aws:s3:::${aws:x}', { 'aws:x': ['a'] }, 'no ARN', 'no'],
    ['arn:aws:s3:::${aws:x}', {}, 'no ARN', 'no'],
  ])('ArnLike %s with %j against %s is %s', (text, known, value, expected) => {
    expect(match('ArnLike', text, value, known)).toBe(expected);
  });

  test('of texts without variables has none', () => {
    expect(policyValue('StringEquals', '${aws:x}', false, 'p').test('${aws:x}', facts())).toBe('yes');
    expect(policyValue('ArnLike', 'arn:${aws:x}:s3:::a', false, 'p').test('arn:${aws:x}:s3:::a', facts())).toBe('no');
  });

  test.each<[Operator, string, string]>([
    ['NumericEquals', 'x', 'malformed at p: "x" is not a value for NumericEquals'],
    ['DateLessThan', 'x', 'malformed at p: "x" is not a value for DateLessThan'],
    ['Bool', 'yes', 'malformed at p: "yes" is neither true nor false'],
    ['Bool', 'truex', 'malformed at p: "truex" is neither true nor false'],
    ['Bool', 'xtrue', 'malformed at p: "xtrue" is neither true nor false'],
    ['BinaryEquals', 'QUJ', 'malformed at p: "QUJ" is not base64'],
    ['BinaryEquals', 'QUJ!', 'malformed at p: "QUJ!" is not base64'],
    ['BinaryEquals', '!QUJ', 'malformed at p: "!QUJ" is not base64'],
    ['BinaryEquals', 'Q===', 'malformed at p: "Q===" is not base64'],
    ['IpAddress', 'x', 'malformed at p: "x" is not an IP address or range'],
    ['NumericEquals', '${aws:x}', 'unsupported at p: a variable in NumericEquals'],
    ['Bool', '${aws:x}', 'unsupported at p: a variable in Bool'],
    ['ArnLike', '*', 'unsupported at p: an ARN operator with *'],
    ['ArnLike', 'arn:aws:s3', 'malformed at p: "arn:aws:s3" is not a whole ARN'],
    ['ArnLike', 'arn:${aws:x}:s3:::a', 'unsupported at p: "arn:${aws:x}:s3:::a" has a variable before its fifth colon'],
  ])('%s is refused for %s', (operator, text, what) => {
    expect(match(operator, text, text)).toBe(what);
  });

  test('keeps what it was read from', () => {
    expect(policyValue('StringLike', 'a*', true, 'p').pattern.tokens).toEqual([{ literal: 'a' }, 'any']);
    expect(policyValue('NumericEquals', '5', true, 'p').pattern).toMatchObject({ text: '5', exact: '5' });
    expect(policyValue('ArnLike', 'arn:aws:s3:::${aws:x}', true, 'p').pattern).toMatchObject({
      text: 'arn:aws:s3:::${aws:x}',
      variables: ['aws:x'],
    });
    expect(policyValue('Bool', 'true', true, 'p').pattern.tokens).toEqual([{ literal: 'true' }]);
  });
});
