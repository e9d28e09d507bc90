import { describe, expect, test } from 'vitest';
import { parseDate, parseNumber, parseRange } from '../../templates/judge/decide/operators.ts';
import { matchesPattern, parsePattern, parseResource } from '../../templates/judge/decide/pattern.ts';
import { compile } from '../../templates/judge/decide/policy.ts';
import { ask, policy, reads, stranger, user } from './ask.ts';

/** Details that a careful reader of the other tables would miss. */

test('a fraction has as many digits as it is written with', () => {
  expect(parseNumber('.55')).toBe(0.55);
  expect(parseDate('1767225600.25')).toBe(1_767_225_600_250);
});

test('a year of more than four digits is not a date', () => {
  expect(Date.parse('+002026-01-02')).not.toBeNaN();
  expect(parseDate('+002026-01-02')).toBeUndefined();
});

test('an IPv4 address within one of IPv6 has numbers of any length', () => {
  expect(parseRange('::ffff:10.200.30.40/128')?.bits).toBe(0xffff0ac81e28n);
  expect(parseRange('::ffff:1.2.3.40/128')?.bits).toBe(0xffff01020328n);
});

describe('a variable', () => {
  test('without a default has none', () => {
    expect(parsePattern('${aws:x}', true, true, 'p').tokens).toStrictEqual([{ variable: 'aws:x' }]);
  });
  test('whose value is a wildcard is what we do not support', () => {
    const facts = { get: () => ['a*'] };
    expect(() => matchesPattern(parsePattern('${aws:x}', true, true, 'p'), 'a', facts)).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});

test('every resource is a wildcard', () => {
  expect(parseResource('*', true, true, 'p').tokens).toEqual(['any']);
});

describe('what is open where somebody else is meant', () => {
  const tls = { Bool: { 'aws:SecureTransport': 'false' } };
  test('does not open a deny', () => {
    const resource = policy('bucket', { Effect: 'Deny', Principal: { AWS: user }, Condition: tls });
    expect(ask({ identity: [reads], resource }).verdict).toBe('Allowed');
  });
  test('does not miss the grant that is there', () => {
    const resource = policy('bucket', { Principal: { AWS: stranger } });
    expect(ask({ resource }, { principal: stranger }).missing).toEqual(['identity']);
  });
});

test('a statement varies by the context where one of its resources does', () => {
  const mixed = policy('i', { Resource: ['arn:aws:s3:::raw/*', 'arn:aws:s3:::${aws:PrincipalTag/team}/*'] });
  expect(compile(mixed, 'identity').statements[0]?.variesByContext).toBe(true);
});
