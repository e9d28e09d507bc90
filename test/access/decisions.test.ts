import { describe, expect, test } from 'vitest';
import type { Decision, PolicySet, Request } from '../../templates/judge/decide/request.ts';
import {
  ask,
  deploy,
  here,
  key,
  other,
  policy,
  reads,
  role,
  root,
  session,
  stranger,
  there,
  user,
  verdict,
} from './ask.ts';

/** The whole of a decision: who said so, what it waits for, which layers say nothing. */

const grant = (principal: unknown, more: object = {}) => policy('bucket', { Principal: principal, ...more });
const ref = (name: string, effect: 'Allow' | 'Deny' = 'Allow', at = 0) => ({ policy: name, sid: `#${at}`, effect });
const tls = { Bool: { 'aws:SecureTransport': 'true' } };
const openly = policy('open', { Condition: tls });
const openDeny = policy('deny', { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
const federated = `arn:aws:sts::${here}:federated-user/ana`;
const provider = `arn:aws:iam::${here}:oidc-provider/token.actions.githubusercontent.com`;

describe('a decision is', () => {
  test.each<[string, Partial<PolicySet>, Partial<Request>, Decision]>([
    [
      'allowed by the statements that allow',
      { identity: [reads, other] },
      {},
      {
        verdict: 'Allowed',
        by: [ref('reads')],
        dependsOn: [],
      },
    ],
    [
      'allowed by the statement about this resource alone',
      { identity: [policy('two', { Resource: 'arn:aws:s3:::other/*' }, {})] },
      {},
      { verdict: 'Allowed', by: [ref('two', 'Allow', 1)], dependsOn: [] },
    ],
    [
      'denied by the statements that deny',
      { identity: [reads, policy('d', { Effect: 'Deny' })] },
      {},
      {
        verdict: 'ExplicitlyDenied',
        by: [ref('d', 'Deny')],
        dependsOn: [],
      },
    ],
    ['not allowed by any', {}, {}, { verdict: 'ImplicitlyDenied', by: [], dependsOn: [], missing: ['identity'] }],
    [
      'not allowed by its boundary',
      { identity: [reads], boundary: [other] },
      {},
      {
        verdict: 'ImplicitlyDenied',
        by: [],
        dependsOn: [],
        missing: ['boundary'],
      },
    ],
    [
      'not allowed by an account above',
      { identity: [reads], scp: [[other], [other]] },
      {},
      {
        verdict: 'ImplicitlyDenied',
        by: [],
        dependsOn: [],
        missing: ['scp'],
      },
    ],
    [
      'never told to be missing an RCP',
      { rcp: [[policy('r', { Effect: 'Deny', Principal: '*', Action: 's3:PutObject' })]] },
      {},
      {
        verdict: 'ImplicitlyDenied',
        by: [],
        dependsOn: [],
        missing: ['identity'],
      },
    ],
    [
      'open where a deny is, whatever else is open below it',
      { identity: [openly, openDeny], boundary: [other] },
      {},
      {
        verdict: 'DependsOn',
        by: [ref('deny', 'Deny')],
        dependsOn: ['aws:securetransport'],
        never: true,
        missing: ['boundary'],
      },
    ],
    [
      'open in the layer that is open',
      { identity: [reads, openly], boundary: [policy('b', { Condition: tls })] },
      {},
      {
        verdict: 'DependsOn',
        by: [ref('b')],
        dependsOn: ['aws:securetransport'],
      },
    ],
    [
      'open for one session of a role that a boundary limits',
      {
        identity: [other],
        boundary: [other],
        resource: policy('bucket', { Principal: { AWS: role } }, { Principal: { AWS: session } }),
      },
      { principal: role },
      { verdict: 'DependsOn', by: [ref('bucket', 'Allow', 1)], dependsOn: ['aws:userid'] },
    ],
    [
      'open by the session and by the context',
      { identity: [other], resource: grant({ AWS: [role, session] }, { Condition: tls }) },
      { principal: role },
      { verdict: 'DependsOn', by: [ref('bucket')], dependsOn: ['aws:securetransport', 'aws:userid'] },
    ],
  ])('%s', (_, policies, more, expected) => {
    expect(ask(policies, more)).toEqual(expected);
  });
});

describe('what is known to be otherwise leaves nothing open', () => {
  test('another resource', () =>
    expect(ask({ identity: [policy('i', { Resource: 'arn:aws:s3:::other/*', Condition: tls })] }).verdict).toBe(
      'ImplicitlyDenied',
    ));
  test('another principal', () =>
    expect(ask({ resource: grant({ AWS: user }, { Condition: tls }) }).verdict).toBe('ImplicitlyDenied'));
});

describe('a layer that says nothing is named', () => {
  const missing = (policies: Partial<PolicySet>, more: Partial<Request> = {}) => ask(policies, more).missing;
  const decrypts = policy('i', { Action: 'kms:Decrypt' });
  const decrypt = { action: 'kms:Decrypt', resource: key, unseenResourcePolicy: 'none' as const };
  test('the grant to another account', () => {
    expect(missing({ identity: [reads] }, { principal: stranger })).toEqual(['resource']);
    expect(missing({}, { principal: stranger })).toEqual(['identity', 'resource']);
    expect(missing({ identity: [reads], resource: grant({ AWS: user }) }, { principal: stranger })).toEqual([
      'resource',
    ]);
  });
  test("a key's own", () => expect(missing({ identity: [decrypts] }, decrypt)).toEqual(['resource']));
  test('the grant to a service', () =>
    expect(missing({}, { principal: 'cloudtrail.amazonaws.com', action: 's3:PutObject' })).toEqual(['resource']));
  test('the grant to a provider, who has no policies of its own', () =>
    expect(
      missing(
        {},
        {
          principal: provider,
          action: 'sts:AssumeRoleWithWebIdentity',
          resource: deploy,
          unseenResourcePolicy: 'none',
        },
      ),
    ).toEqual(['resource']));
  test('and no other', () => expect(missing({ identity: [other] })).toEqual(['identity']));
});

describe('a session policy', () => {
  test.each([
    ['limits a role', role, 'ImplicitlyDenied'],
    ['limits a session', session, 'ImplicitlyDenied'],
    ['limits a federated user', federated, 'ImplicitlyDenied'],
    ['does not limit a user', user, 'Allowed'],
  ])('%s', (_, principal, expected) => {
    expect(verdict({ identity: [reads], session: [other] }, { principal })).toBe(expected);
  });
  test('is what a federated user acts by', () => {
    expect(verdict({ identity: [reads] }, { principal: federated })).toBe('ImplicitlyDenied');
    expect(verdict({ identity: [reads], session: [] }, { principal: federated })).toBe('ImplicitlyDenied');
    expect(verdict({ identity: [reads], session: [reads] }, { principal: federated })).toBe('Allowed');
    expect(verdict({ identity: [reads], session: [] }, { principal: session })).toBe('Allowed');
  });
});

describe('DeleteBucketPolicy: who was locked out', () => {
  const locked = policy('bucket', { Effect: 'Deny', Principal: '*', Action: 's3:*' });
  const restore = (principal: string, action: string) =>
    verdict(
      { identity: [policy('all', { Action: 's3:*' })], resource: locked },
      { principal, action, resource: 'arn:aws:s3:::raw' },
    );
  test.each(['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'])('%s by root', (action) => {
    expect(restore(root, action)).toBe('Allowed');
  });
  test.each([
    ['a role', role, 's3:DeleteBucketPolicy'],
    ['the root of another account', `arn:aws:iam::${there}:root`, 's3:DeleteBucketPolicy'],
    ['root, for anything else', root, 's3:GetBucketPolicyStatus'],
    ['root, for the bucket', root, 's3:DeleteBucket'],
  ])('not by %s', (_, principal, action) => {
    expect(restore(principal, action)).toBe('ExplicitlyDenied');
  });
});

describe('a grant to everyone under a condition', () => {
  const condition = (block: object) =>
    verdict(
      { identity: [other], session: [other], resource: grant('*', { Condition: block }) },
      { context: { 'aws:SourceVpc': 'vpc-1' } },
    );
  test('on the ARN of the role goes past its session policy', () => {
    expect(condition({ ArnEquals: { 'aws:PrincipalArn': role } })).toBe('Allowed');
    expect(condition({ StringLike: { 'aws:PrincipalArn': role } })).toBe('Allowed');
  });
  test.each([
    ['on another key', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }],
    ['on what the ARN is not', { ArnNotEquals: { 'aws:PrincipalArn': user } }],
    ['on the ARN if there is one', { ArnEqualsIfExists: { 'aws:PrincipalArn': role } }],
    ['on that there is one', { Null: { 'aws:PrincipalArn': 'false' } }],
  ])('%s does not', (_, block) => {
    expect(condition(block)).toBe('ImplicitlyDenied');
  });
  test('nor does one to the role itself', () => {
    const resource = grant({ AWS: role }, { Condition: { ArnEquals: { 'aws:PrincipalArn': role } } });
    expect(verdict({ identity: [other], session: [other], resource })).toBe('ImplicitlyDenied');
  });
});

describe('a grant to all but some', () => {
  const resource = (names: unknown) => {
    const made = policy('bucket', { NotPrincipal: { AWS: names } });
    return made;
  };
  test('reaches who is not named', () => expect(verdict({ resource: resource(user) })).toBe('Allowed'));
  test('and not who is', () =>
    expect(verdict({ resource: resource([user, stranger]) }, { principal: user })).toBe('ImplicitlyDenied'));
  test('and waits for the session where one of them is named', () =>
    expect(ask({ resource: resource(session) }, { principal: role })).toMatchObject({
      verdict: 'DependsOn',
      dependsOn: ['aws:userid'],
    }));
  test('is refused to one with a boundary, by name', () =>
    expect(() => verdict({ resource: resource(stranger), boundary: [reads] }, { principal: user })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    ));
});

test('a provider has no policies that could allow it anything', () => {
  expect(verdict({ identity: [reads] }, { principal: provider })).toBe('ImplicitlyDenied');
});

test('a key whose policy is not known is asked about by name', () => {
  const identity = [policy('i', { Action: 'kms:Decrypt' })];
  expect(() => verdict({ identity }, { action: 'kms:Decrypt', resource: key })).toThrow(
    'its own policy is not known and the request does not say how it answers',
  );
});
