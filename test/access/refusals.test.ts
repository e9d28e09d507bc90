import { describe, expect, test } from 'vitest';
import { compile } from '../../templates/judge/decide/policy.ts';
import { PolicyError, type Request } from '../../templates/judge/decide/request.ts';
import { ask, deploy, here, key, policy, reads, there } from './ask.ts';

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
      'an operator without keys',
      { Condition: { StringEqual: {} } },
      'malformed at p, statement S, Condition.StringEqual',
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
    [
      'a number that a computer rounds',
      { Condition: { NumericEquals: { 'aws:MultiFactorAuthAge': '9007199254740993' } } },
      'unsupported at p, statement S, Condition.NumericEquals.aws:MultiFactorAuthAge',
    ],
    [
      'a key that stands twice in two cases',
      { Condition: { StringEquals: { 'aws:SourceVpc': 'a', 'AWS:sourcevpc': 'b' } } },
      'unsupported at p, statement S, Condition.StringEquals',
    ],
    [
      'a key with a letter that lower case makes another one',
      { Condition: { DateEquals: { 'aws:To\u212AenIssueTime': '2026-01-01T00:00:00Z' } } },
      'malformed at p, statement S, Condition.DateEquals',
    ],
    [
      'a variable with such a letter',
      { Resource: 'arn:aws:s3:::raw/${aws:PrincipalTag/\u212A}' },
      'malformed at p, statement S, Resource',
    ],
    ['a wildcard for the service', { Resource: 'arn:aws:*:::raw/*' }, 'malformed at p, statement S, Resource'],
    ['an ARN that ends before its service', { Resource: 'arn:*' }, 'malformed at p, statement S, Resource'],
    ['a principal in an identity policy', { Principal: '*' }, 'malformed at p, statement S'],
    ['an element that is none', { Actions: 's3:GetObject' }, 'malformed at p, statement S'],
    ['a resource that is not an ARN', { Resource: 'raw/*' }, 'malformed at p, statement S, Resource'],
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
    ['for a key that is given twice', { context: { 'aws:SourceVpc': 'a', 'AWS:sourcevpc': 'b' } }, 'request'],
    ['for what needs no permission', { action: 'sts:GetCallerIdentity', resource: '*' }, 'unsupported'],
  ])('%s', (_, more, code) => {
    expect(refusal(() => ask({ identity: [reads] }, more))).toContain(`${code} at `);
  });
  test('where several values meet an operator for one', () => {
    const identity = [policy('i', { Condition: { StringEquals: { 'aws:TagKeys': 'a' } } })];
    expect(refusal(() => ask({ identity }, { context: { 'aws:TagKeys': ['a', 'b'] } }))).toContain('unsupported at i');
  });
  test.each([
    ['arn:aws:secretsmanager:*:db-??????', 'where a part is missing'],
    ['arn:aws:secretsmanager:eu-west-1:*:db-??????', 'where the last part has a colon'],
  ])('where %s matches only past a colon, %s', (Resource) => {
    const action = 'secretsmanager:GetSecretValue';
    const resource = `arn:aws:secretsmanager:eu-west-1:${here}:secret:db-AbCdEf`;
    const identity = [policy('i', { Action: action, Resource })];
    expect(refusal(() => ask({ identity }, { action, resource }))).toBe('unsupported at i, statement #0');
    const both = [policy('i', { Action: action, Resource: [Resource, resource] })];
    expect(ask({ identity: both }, { action, resource }).verdict).toBe('Allowed');
  });
  test('for a role that may trust a provider of another account, or of the account it names', () => {
    const action = 'sts:AssumeRoleWithWebIdentity';
    const trust = (Principal: unknown) => policy('t', { Action: action, Principal, Resource: '*' });
    const provider = (account: string) => `arn:aws:iam::${account}:oidc-provider/gitlab.com`;
    const put = (account: string, Principal: unknown) =>
      refusal(() => ask({ resource: trust(Principal) }, { action, resource: deploy, principal: provider(account) }));
    expect(put(there, { Federated: provider(there) })).toBe(`unsupported at ${provider(there)}`);
    expect(put(here, { AWS: here })).toBe(`unsupported at ${provider(here)}`);
    expect(put(here, { Federated: provider(here) })).toBe('none');
  });
  test('but not where the statement does not apply anyhow', () => {
    const condition = { StringEquals: { 'aws:TagKeys': 'a', 'aws:SourceVpc': 'v' } };
    const context = { 'aws:TagKeys': ['a', 'b'], 'aws:SourceVpc': 'w' };
    expect(ask({ identity: [policy('i', { Condition: condition })] }, { context }).verdict).toBe('ImplicitlyDenied');
  });
});
