import { describe, expect, test } from 'vitest';
import { compile, compileSet } from '../../templates/judge/decide/policy.ts';
import { type NamedPolicy, PolicyError, type PolicyLayer } from '../../templates/judge/decide/request.ts';
import { here, reads } from './ask.ts';

type Loose = Record<string, unknown>;
const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const named = (policy: unknown) => ({ name: 'p', policy }) as NamedPolicy;
const holding = (statement: unknown, more: Loose = {}) =>
  named({ Version: '2012-10-17', Statement: statement, ...more });

const refused = (policy: NamedPolicy, layer: PolicyLayer = 'identity'): string => {
  try {
    compile(policy, layer);
  } catch (error) {
    if (error instanceof PolicyError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'taken';
};

describe('a policy is refused', () => {
  test.each<[unknown, string]>([
    [null, 'malformed: p: is not an object'],
    ['text', 'malformed: p: is not an object'],
    [[read], 'malformed: p: is not an object'],
    [{ Version: '2012-10-17' }, 'malformed: p: it has no Statement'],
    [{ Statement: [read], Comment: 'x' }, 'malformed: p: there is no element Comment'],
    [{ Version: '2020-01-01', Statement: [read] }, 'malformed: p: Version is neither 2012-10-17 nor 2008-10-17'],
    [{ Id: 1, Statement: [read] }, 'malformed: p: Id is not text'],
    [{ Statement: ['text'] }, 'malformed: p, statement #0: is not an object'],
    [{ Statement: [read, null] }, 'malformed: p, statement #1: is not an object'],
  ])('%j', (policy, what) => {
    expect(refused(named(policy))).toBe(what);
  });

  test('that has no name', () => {
    expect(() => compile('text' as never, 'scp')).toThrow('scp policy: is not a named policy');
    expect(() => compile(null as never, 'scp')).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  test.each<unknown>([
    { Statement: [read] },
    { Statement: read },
    { Version: '2008-10-17', Statement: [read] },
    { Version: '2012-10-17', Id: 'x', Statement: [] },
  ])('and this one is taken: %j', (policy) => {
    expect(refused(named(policy))).toBe('taken');
  });
});

describe('a statement is refused', () => {
  const { Action: _, ...actionless } = read;
  const { Resource: __, ...homeless } = read;
  test.each<[Loose, string]>([
    [{ ...read, Actions: 'x' }, 'there is no element Actions'],
    [{ ...read, Sid: 1 }, 'Sid is not text'],
    [{ ...read, Effect: 'allow' }, 'Effect is neither Allow nor Deny'],
    [{ ...read, Effect: undefined }, 'Effect is neither Allow nor Deny'],
    [{ ...read, Principal: '*' }, 'a identity policy has no Principal'],
    [{ ...read, NotPrincipal: { AWS: here } }, 'a identity policy has no Principal'],
    [actionless, 'it has no Action'],
    [homeless, 'it has no Resource'],
    [{ ...read, NotAction: 'iam:*' }, 'Action and NotAction together'],
    [{ ...read, NotResource: '*' }, 'Resource and NotResource together'],
  ])('%j', (statement, what) => {
    expect(refused(holding([statement]))).toBe(`malformed: p, statement #0: ${what}`);
  });

  test.each<[Loose, string]>([
    [{ Action: [] }, ', Action: an empty list'],
    [{ Action: 1 }, ', Action: is not text'],
    [{ Action: ['s3:GetObject', null] }, ', Action: is not text'],
    [{ Resource: [] }, ', Resource: an empty list'],
    [{ Resource: {} }, ', Resource: is not text'],
    [{ Action: 's3' }, ': "s3" is not an action'],
    [{ Action: 's3:Get Object' }, ': "s3:Get Object" is not an action'],
    [{ Action: 'x s3:GetObject' }, ': "x s3:GetObject" is not an action'],
    [{ Condition: 'x' }, ', Condition: is not an object'],
    [{ Condition: null }, ', Condition: is not an object'],
    [{ Condition: { StringEquals: ['x'] } }, ', Condition.StringEquals: is not an object'],
    [{ Condition: { StringEquals: { 'aws:SourceVpc': [] } } }, ', Condition.StringEquals.aws:SourceVpc: an empty list'],
    [
      { Condition: { StringEquals: { 'aws:SourceVpc': ['a', null] } } },
      ', Condition.StringEquals.aws:SourceVpc: a value is not text, number or boolean',
    ],
    [
      { Condition: { StringEquals: { 'aws:SourceVpc': { a: 1 } } } },
      ', Condition.StringEquals.aws:SourceVpc: a value is not text, number or boolean',
    ],
    [{ Condition: { StringEquals: { vpc: 'x' } } }, ': "vpc" is not a condition key'],
    [{ Condition: { StringEquals: { 'aws:': 'x' } } }, ': "aws:" is not a condition key'],
  ])('%j by its place', (more, what) => {
    expect(refused(holding([{ ...read, Sid: 'S', ...more }]))).toBe(`malformed: p, statement S${what}`);
  });

  test.each<[Loose, string]>([
    [{ Action: 's3:GetObjects' }, 'unknown-action: p, statement S: there is no action s3:GetObjects'],
    [{ Action: 's3:Gone*' }, 'unknown-action: p, statement S: there is no action s3:Gone*'],
    [
      { Action: '*', Condition: { StringEquals: { 'aws:Nonsense': 'x' } } },
      'unknown-key: p, statement S: there is no condition key aws:nonsense',
    ],
    [
      { Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'], Condition: { StringEquals: { 's3:prefix': 'x' } } },
      'unknown-key: p, statement S: s3:GetObject, s3:PutObject does not define s3:prefix',
    ],
    [
      { Action: 's3:PutObj*', Condition: { StringEquals: { 's3:prefix': 'x' } } },
      'unknown-key: p, statement S: s3:PutObj* does not define s3:prefix',
    ],
  ])('%j, since AWS knows no such thing', (more, what) => {
    expect(refused(holding([{ ...read, Sid: 'S', ...more }]))).toBe(what);
  });

  test.each<Loose>([
    { Action: 'S3:getobject' },
    { Action: '*' },
    { Action: ['s3:Get*', 's3:PutObject'] },
    { Action: 's3:List*', Condition: { StringEquals: { 's3:prefix': 'x' } } },
    { Action: ['*', 's3:ListBucket'], Condition: { StringEquals: { 's3:prefix': 'x' } } },
    { Action: undefined, NotAction: 's3:GetObject', Condition: { StringEquals: { 's3:prefix': 'x' } } },
    { Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': 300 }, Bool: { 'aws:SecureTransport': true } } },
    { Resource: 'arn:aws:s3' },
  ])('and this one is taken: %j', (more) => {
    const statement = Object.fromEntries(
      Object.entries({ ...read, ...more }).filter(([, value]) => value !== undefined),
    );
    expect(refused(holding([statement]))).toBe('taken');
  });
});

describe('a layer has statements of its own shape', () => {
  const principal = { ...read, Principal: '*' };
  test.each<[PolicyLayer, boolean]>([
    ['identity', false],
    ['boundary', false],
    ['session', false],
    ['scp', false],
    ['resource', true],
    ['endpoint', true],
    ['rcp', true],
  ])('%s names principals: %s', (layer, names) => {
    expect(refused(holding([read]), layer)).toBe(names ? 'malformed: p, statement #0: it has no Principal' : 'taken');
    expect(refused(holding([principal]), layer)).toBe(
      names ? 'taken' : `malformed: p, statement #0: a ${layer} policy has no Principal`,
    );
  });

  test.each<[PolicyLayer, boolean]>([
    ['identity', true],
    ['boundary', true],
    ['session', false],
    ['scp', false],
  ])('%s completes an ARN: %s', (layer, completes) => {
    expect(refused(holding([{ ...read, Resource: 'arn:aws:s3' }]), layer)).toContain(
      completes ? 'taken' : 'is not a whole ARN',
    );
  });

  test('a trust policy alone names no resource', () => {
    const trust = { Effect: 'Allow', Principal: { AWS: here }, Action: ['sts:AssumeRole', 'STS:TagSession'] };
    expect(refused(holding([trust]), 'resource')).toBe('taken');
    expect(refused(holding([trust]), 'endpoint')).toContain('it has no Resource');
    expect(refused(holding([{ ...trust, Action: ['sts:AssumeRole', 's3:GetObject'] }]), 'resource')).toContain(
      'it has no Resource',
    );
  });
});

describe('a compiled policy', () => {
  test('has its statements with their names and places', () => {
    const policy = holding([
      { ...read, Sid: 'One' },
      { ...read, Sid: '', Effect: 'Deny', Resource: 'arn:aws:s3:::${aws:PrincipalTag/team}/*' },
    ]);
    const { name, layer, hasVariables, statements, doubts } = compile(policy, 'identity');
    expect({ name, layer, hasVariables, doubts }).toEqual({
      name: 'p',
      layer: 'identity',
      hasVariables: true,
      doubts: [],
    });
    expect(statements).toMatchObject([
      {
        ref: { policy: 'p', sid: 'One', effect: 'Allow' },
        place: 'p, statement One',
        allows: true,
        actions: { not: false, texts: ['s3:GetObject'], patterns: [{ text: 's3:getobject' }] },
        variesByContext: false,
        principals: undefined,
        conditions: [],
      },
      { ref: { sid: '#1', effect: 'Deny' }, place: 'p, statement #1', allows: false, variesByContext: true },
    ]);
  });

  test('of the old version has no variables', () => {
    const old = named({ Statement: [{ ...read, Resource: 'arn:aws:s3:::${aws:PrincipalTag/team}/*' }] });
    expect(compile(old, 'identity')).toMatchObject({ hasVariables: false, statements: [{ variesByContext: false }] });
  });

  test('names its principals, or all but them', () => {
    const [only] = compile(holding([{ ...read, NotPrincipal: { AWS: here } }]), 'resource').statements;
    expect(only?.principals).toEqual({ not: true, patterns: [{ type: 'account', account: here }] });
  });

  test('is compiled once for each layer and strictness', () => {
    const policy = holding([read]);
    const first = compile(policy, 'identity');
    expect(compile(policy, 'identity')).toBe(first);
    expect(compile(policy, 'boundary')).not.toBe(first);
    expect(compile(policy, 'identity', { strict: false })).not.toBe(first);
    expect(compile(policy, 'identity', { strict: true })).toBe(first);
  });

  test('that is not strict has doubts where it would be refused', () => {
    const doubtful = holding([
      { ...read, Action: ['s3:GetObject', 's3:Gone'], Condition: { StringEquals: { 's3:prefix': 'x' } } },
    ]);
    expect(compile(doubtful, 'identity', { strict: false }).doubts.map(({ code }) => code)).toEqual([
      'unknown-action',
      'unknown-key',
    ]);
    expect(() => compile(doubtful, 'identity', {})).toThrow('there is no action s3:Gone');
  });
});

describe('a set of policies', () => {
  const open = holding([{ ...read, Principal: '*' }]);
  test('is compiled by its layers, and only those that it has', () => {
    const set = compileSet({
      identity: [reads],
      boundary: [reads],
      session: [reads],
      endpoint: [open],
      resource: open,
      scp: [[reads], [reads, reads]],
      rcp: [[open]],
    });
    const layers = Object.fromEntries(
      Object.entries(set).map(([key, policies]) => [key, [policies].flat(2).map(({ layer }) => layer)]),
    );
    expect(layers).toEqual({
      identity: ['identity'],
      boundary: ['boundary'],
      session: ['session'],
      endpoint: ['endpoint'],
      resource: ['resource'],
      scp: ['scp', 'scp', 'scp'],
      rcp: ['rcp'],
    });
    expect(set.scp).toHaveLength(2);
    expect(compileSet({ identity: [] })).toEqual({ identity: [] });
  });

  test('is compiled once, as strictly as it is asked', () => {
    const set = { identity: [holding([{ ...read, Action: 's3:Gone' }])] };
    expect(() => compileSet(set)).toThrow('there is no action');
    const lax = compileSet(set, { strict: false });
    expect(lax.identity[0]?.doubts).toHaveLength(1);
    expect(compileSet(set, { strict: false })).toBe(lax);
    expect(() => compileSet(set, {})).toThrow('there is no action');
    const sound = { identity: [reads] };
    expect(compileSet(sound)).toBe(compileSet(sound, { strict: true }));
    expect(compileSet(sound)).not.toBe(compileSet(sound, { strict: false }));
  });
});
