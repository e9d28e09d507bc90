import { describe, expect, test } from 'vitest';
import { compile } from '../../templates/infra/access/policy.ts';
import { PolicyError, type Request } from '../../templates/infra/access/request.ts';
import { ask, here, key, policy, reads } from './ask.ts';

const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof PolicyError) return `${error.code} at ${error.place}`;
    throw error;
  }
  return 'none';
};

describe('A policy is refused by name and place', () => {
  test.each([
    ['a misspelt action', { Action: 's3:GetObjects' }, 'unknown-action at p, statement S'],
    ['a wildcard that no action meets', { Action: 's3:Fetch*' }, 'unknown-action at p, statement S'],
    ['a service that is none', { Action: 's4:*' }, 'unknown-action at p, statement S'],
    [
      'an unknown operator',
      { Condition: { StringEqual: { 'aws:SourceVpc': 'v' } } },
      'unknown-operator at p, statement S, Condition.StringEqual.aws:SourceVpc',
    ],
    [
      'a key that the action does not define',
      { Condition: { StringEquals: { 's3:prefix': 'v' } } },
      'unknown-key at p, statement S',
    ],
    [
      'a key that nothing defines',
      { Action: '*', Condition: { StringEquals: { 'aws:Nonsense': 'v' } } },
      'unknown-key at p, statement S',
    ],
    [
      'a number that is none',
      { Condition: { NumericEquals: { 'aws:MultiFactorAuthAge': 'x' } } },
      'malformed at p, statement S, Condition.NumericEquals.aws:MultiFactorAuthAge',
    ],
    [
      'an address that is none',
      { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.256' } } },
      'malformed at p, statement S, Condition.IpAddress.aws:SourceIp',
    ],
    [
      'a variable where none is substituted',
      { Condition: { Bool: { 'aws:SecureTransport': '${aws:x}' } } },
      'unsupported at p, statement S, Condition.Bool.aws:SecureTransport',
    ],
    [
      'Null with IfExists',
      { Condition: { NullIfExists: { 'aws:SourceVpc': 'true' } } },
      'unsupported at p, statement S, Condition.NullIfExists.aws:SourceVpc',
    ],
    ['a principal in an identity policy', { Principal: '*' }, 'malformed at p, statement S'],
    ['an element that is none', { Actions: 's3:GetObject' }, 'malformed at p, statement S'],
    ['a resource that is no ARN', { Resource: 'raw/*' }, 'malformed at p, statement S, Resource'],
    ['an effect that is none', { Effect: 'allow' }, 'malformed at p, statement S'],
  ])('%s', (_, statement, expected) => {
    expect(refusal(() => compile(policy('p', { Sid: 'S', ...statement }), 'identity'))).toBe(expected);
  });
  test('a principal with a wildcard', () => {
    const bucket = policy('p', { Principal: { AWS: `arn:aws:iam::${here}:role/*` } });
    expect(refusal(() => compile(bucket, 'resource'))).toBe('malformed at p, statement #0, Principal.AWS');
  });
  test('texts of others may be read with doubts instead', () => {
    const doubtful = policy('p', { Action: ['s3:GetObject', 's3:Gone'] });
    expect(compile(doubtful, 'identity', { strict: false }).doubts.map((each) => each.code)).toEqual([
      'unknown-action',
    ]);
  });
});

describe('A request is refused', () => {
  test.each<[string, Partial<Request>, string]>([
    ['for an action that is none', { action: 's3:GetObjects' }, 'unknown-action'],
    ['for an object action on a bucket', { resource: 'arn:aws:s3:::raw' }, 'request'],
    ['for a set of resources', { resource: 'arn:aws:s3:::raw/*' }, 'request'],
    ['for a principal that is none', { principal: 'ana' }, 'request'],
    ['against what follows from the principal', { context: { 'aws:PrincipalAccount': '333333333333' } }, 'request'],
    ['for a key whose policy is not known', { action: 'kms:Decrypt', resource: key }, 'request'],
    ['for what needs no permission', { action: 'sts:GetCallerIdentity', resource: '*' }, 'unsupported'],
  ])('%s', (_, more, code) => {
    expect(refusal(() => ask({ identity: [reads] }, more))).toContain(`${code} at `);
  });
  test('where several values meet an operator for one', () => {
    const identity = [policy('i', { Condition: { StringEquals: { 'aws:TagKeys': 'a' } } })];
    expect(refusal(() => ask({ identity }, { context: { 'aws:TagKeys': ['a', 'b'] } }))).toContain('unsupported at i');
  });
  test('but not where the statement does not apply anyhow', () => {
    const condition = { StringEquals: { 'aws:TagKeys': 'a', 'aws:SourceVpc': 'v' } };
    const context = { 'aws:TagKeys': ['a', 'b'], 'aws:SourceVpc': 'w' };
    expect(ask({ identity: [policy('i', { Condition: condition })] }, { context }).verdict).toBe('ImplicitlyDenied');
  });
});
