import { describe, expect, test } from 'vitest';
import type { Request } from '../../templates/judge/decide/request.ts';
import { holds } from './ask.ts';

type Row = [
  sentence: string,
  condition: Record<string, Record<string, unknown>>,
  context: Request['context'],
  holds: boolean,
];

const check = (rows: Row[]) => {
  test.each(rows)('%s', (_, condition, context, expected) => {
    expect(holds(condition, context)).toBe(expected);
  });
};

describe('IAM JSON policy elements: Condition operators', () => {
  check([
    ['StringEquals minds case', { StringEquals: { 'aws:UserAgent': 'john' } }, { 'aws:UserAgent': 'John' }, false],
    [
      'StringEqualsIgnoreCase does not',
      { StringEqualsIgnoreCase: { 'aws:UserAgent': 'john' } },
      { 'aws:UserAgent': 'JoHn' },
      true,
    ],
    [
      'StringEquals takes * as a character',
      { StringEquals: { 'aws:UserAgent': 'j*' } },
      { 'aws:UserAgent': 'john' },
      false,
    ],
    [
      'StringLike takes * for any run',
      { StringLike: { 'aws:UserAgent': 'j*n' } },
      { 'aws:UserAgent': 'jon/a/n' },
      true,
    ],
    ['StringLike takes ? for one', { StringLike: { 'aws:UserAgent': 'jo?n' } }, { 'aws:UserAgent': 'jon' }, false],
    ['key names have no case', { StringEquals: { 'AWS:useragent': 'a' } }, { 'aws:UserAgent': 'a' }, true],
    ['any value of a list will do', { StringEquals: { 'aws:UserAgent': ['a', 'b'] } }, { 'aws:UserAgent': 'b' }, true],
    [
      'negated, none of the list may match',
      { StringNotEquals: { 'aws:UserAgent': ['a', 'b'] } },
      { 'aws:UserAgent': 'b' },
      false,
    ],
    ['an absent key does not match', { StringLike: { 'aws:UserAgent': '*' } }, {}, false],
    ['an absent key matches the negated form', { StringNotLike: { 'aws:UserAgent': '*' } }, {}, true],
    ['ArnNotLike over an absent key holds', { ArnNotLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }, {}, true],
    [
      'two operators must both hold',
      { StringEquals: { 'aws:UserAgent': 'a' }, Bool: { 'aws:SecureTransport': 'true' } },
      { 'aws:UserAgent': 'a', 'aws:SecureTransport': 'false' },
      false,
    ],
    [
      'two keys must both hold',
      { StringEquals: { 'aws:UserAgent': 'a', 'aws:SourceVpc': 'v' } },
      { 'aws:UserAgent': 'a' },
      false,
    ],
    [
      'numbers compare as numbers',
      { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } },
      { 'aws:MultiFactorAuthAge': '60' },
      true,
    ],
    [
      'NumericLessThanEquals holds at the bound',
      { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': 300 } },
      { 'aws:MultiFactorAuthAge': '300.0' },
      true,
    ],
    [
      'NumericGreaterThan does not',
      { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '300' } },
      { 'aws:MultiFactorAuthAge': '300' },
      false,
    ],
    ['TLS versions are numbers', { NumericLessThan: { 's3:TlsVersion': '1.2' } }, { 's3:TlsVersion': '1.1' }, true],
    [
      'dates in any zone',
      { DateEquals: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
      { 'aws:CurrentTime': '2026-01-01T01:00:00+01:00' },
      true,
    ],
    [
      'dates in seconds since 1970',
      { DateLessThan: { 'aws:CurrentTime': '1700000000' } },
      { 'aws:CurrentTime': '2023-01-01T00:00:00Z' },
      true,
    ],
    [
      'and not in milliseconds',
      { DateGreaterThan: { 'aws:CurrentTime': '1700000000' } },
      { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
      false,
    ],
    ['Bool has no case', { Bool: { 'aws:SecureTransport': 'True' } }, { 'aws:SecureTransport': 'true' }, true],
    ['Bool false does not hold where the key is absent', { Bool: { 'aws:SecureTransport': 'false' } }, {}, false],
    [
      'BinaryEquals compares the encoded bytes',
      { BinaryEquals: { 'aws:UserAgent': 'YWJj' } },
      { 'aws:UserAgent': 'YWJj' },
      true,
    ],
    [
      'an address lies in its range',
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      { 'aws:SourceIp': '203.0.113.255' },
      true,
    ],
    [
      'and not in the next',
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      { 'aws:SourceIp': '203.0.114.0' },
      false,
    ],
    ['all of IPv4', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { 'aws:SourceIp': '203.0.113.1' }, true],
    [
      'an address without prefix is itself',
      { IpAddress: { 'aws:SourceIp': '203.0.113.1' } },
      { 'aws:SourceIp': '203.0.113.2' },
      false,
    ],
    [
      'IPv6 in any spelling',
      { IpAddress: { 'aws:SourceIp': '2001:DB8:1234:5678::/64' } },
      { 'aws:SourceIp': '2001:db8:1234:5678:0:0:0:1' },
      true,
    ],
    [
      'IPv6 is in no range of IPv4',
      { NotIpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
      { 'aws:SourceIp': '2001:db8::1' },
      true,
    ],
    [
      'each part of an ARN by itself',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:alerts' } },
      { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:1:2:alerts' },
      false,
    ],
    [
      'the last part keeps its colons',
      { ArnEquals: { 'aws:SourceArn': 'arn:aws:logs:*:*:log-group:*' } },
      { 'aws:SourceArn': 'arn:aws:logs:eu:1:log-group:a:b' },
      true,
    ],
    [
      'ArnEquals takes wildcards as ArnLike does',
      { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::r?w' } },
      { 'aws:SourceArn': 'arn:aws:s3:::raw' },
      true,
    ],
    ['IfExists holds where the key is absent', { StringEqualsIfExists: { 'aws:UserAgent': 'a' } }, {}, true],
    [
      'IfExists looks where it is there',
      { StringEqualsIfExists: { 'aws:UserAgent': 'a' } },
      { 'aws:UserAgent': 'b' },
      false,
    ],
    ['negated IfExists holds where it is absent', { StringNotEqualsIfExists: { 'aws:UserAgent': 'a' } }, {}, true],
    [
      'Null true: the key must be absent',
      { Null: { 'aws:TokenIssueTime': 'true' } },
      { 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' },
      false,
    ],
    [
      'Null false: it must be there',
      { Null: { 'aws:TokenIssueTime': 'false' } },
      { 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' },
      true,
    ],
    [
      'all keys under Null must hold',
      { Null: { 'aws:TokenIssueTime': 'true', 'aws:SourceVpc': 'true' } },
      { 'aws:SourceVpc': 'v' },
      false,
    ],
  ]);
});

describe('Set operators for multivalued context keys', () => {
  const tags = (...values: string[]) => ({ 'aws:TagKeys': values });
  check([
    [
      'ForAllValues: each must match',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
      tags('a', 'c'),
      false,
    ],
    ['ForAllValues over all', { 'ForAllValues:StringLike': { 'aws:TagKeys': ['a*', 'b'] } }, tags('ax', 'b'), true],
    ['ForAllValues holds over none', { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }, {}, true],
    [
      'ForAllValues holds over an empty string',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } },
      tags(''),
      true,
    ],
    ['ForAnyValue: one will do', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, tags('c', 'b'), true],
    ['ForAnyValue does not hold over none', { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'a' } }, {}, false],
    [
      'ForAllValues negated: none may match',
      { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': 'a' } },
      tags('a', 'b'),
      false,
    ],
    [
      'ForAnyValue negated: one must not match',
      { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'a' } },
      tags('a', 'b'),
      true,
    ],
    [
      'ForAnyValue with IfExists holds over an absent key',
      { 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'a' } },
      {},
      true,
    ],
    ['a list without members is absent', { Null: { 'aws:TagKeys': 'true' } }, tags(), true],
  ]);
});

describe('IAM policy elements: Variables and tags', () => {
  const team = { 'aws:PrincipalTag/team': 'train' };
  check([
    [
      'a variable is the value of its key',
      { StringEquals: { 'aws:UserAgent': 'x-${aws:PrincipalTag/team}' } },
      { ...team, 'aws:UserAgent': 'x-train' },
      true,
    ],
    [
      'without value nothing matches it',
      { StringLike: { 'aws:UserAgent': '${aws:PrincipalTag/team}*' } },
      { 'aws:UserAgent': 'train' },
      false,
    ],
    [
      'unless it has a default',
      { StringEquals: { 'aws:UserAgent': "${aws:PrincipalTag/team, 'none'}" } },
      { 'aws:UserAgent': 'none' },
      true,
    ],
    ['${*} is the character', { StringLike: { 'aws:UserAgent': 'a${*}b' } }, { 'aws:UserAgent': 'axb' }, false],
    [
      '${?} is the character in any string',
      { StringEquals: { 'aws:UserAgent': 'a${?}b' } },
      { 'aws:UserAgent': 'a?b' },
      true,
    ],
  ]);
});
