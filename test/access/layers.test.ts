import { describe, expect, test } from 'vitest';
import {
  deploy,
  here,
  key,
  object,
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

const grant = (principal: unknown, more = {}) => policy('bucket', { Principal: principal, ...more });
const deny = policy('deny', { Effect: 'Deny' });
const everything = policy('all', { Action: '*' });

describe('Policy evaluation for requests within a single account', () => {
  test('nothing is allowed that no policy allows', () => expect(verdict({})).toBe('ImplicitlyDenied'));
  test('an identity policy alone allows', () => expect(verdict({ identity: [reads] })).toBe('Allowed'));
  test('a bucket policy alone allows', () => expect(verdict({ resource: grant({ AWS: role }) })).toBe('Allowed'));
  test('an explicit deny overrides', () => expect(verdict({ identity: [reads, deny] })).toBe('ExplicitlyDenied'));
  test('a deny of the bucket overrides', () =>
    expect(verdict({ identity: [reads], resource: grant('*', { Effect: 'Deny' }) })).toBe('ExplicitlyDenied'));
  test('a boundary limits an identity policy', () =>
    expect(verdict({ identity: [reads], boundary: [other] })).toBe('ImplicitlyDenied'));
  test('a boundary grants nothing', () => expect(verdict({ boundary: [reads] })).toBe('ImplicitlyDenied'));
  test('a session policy limits too', () =>
    expect(verdict({ identity: [reads], session: [other] })).toBe('ImplicitlyDenied'));
  test('an endpoint policy limits', () =>
    expect(verdict({ identity: [reads], endpoint: [policy('e', { Principal: '*', Action: 's3:PutObject' })] })).toBe(
      'ImplicitlyDenied',
    ));
});

describe('How AWS enforcement code logic evaluates requests to allow or deny access', () => {
  const set = (resource: ReturnType<typeof policy>, more = {}) => ({ identity: [other], resource, ...more });
  const bounded = { boundary: [other] };
  test.each([
    [
      'a grant to the role ARN is limited by the boundary',
      set(grant({ AWS: role }), bounded),
      session,
      'ImplicitlyDenied',
    ],
    ['and by the session policy', set(grant({ AWS: role }), { session: [other] }), session, 'ImplicitlyDenied'],
    [
      'a grant to the session is not limited by the boundary',
      set(grant({ AWS: session }), bounded),
      session,
      'Allowed',
    ],
    ['nor by the session policy', set(grant({ AWS: session }), { session: [other] }), session, 'Allowed'],
    ['a grant to the user is not limited by the boundary', set(grant({ AWS: user }), bounded), user, 'Allowed'],
    ['a grant to all is not limited by the boundary', set(grant('*'), bounded), session, 'Allowed'],
    [
      'a grant to all is limited by the session policy',
      set(grant('*'), { session: [other] }),
      session,
      'ImplicitlyDenied',
    ],
    [
      'a grant to all on aws:PrincipalArn is not',
      set(grant('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': role } } }), { session: [other] }),
      session,
      'Allowed',
    ],
    ['the account only delegates', set(grant({ AWS: here })), session, 'ImplicitlyDenied'],
    ['the root user has full access', {}, root, 'Allowed'],
    ['but not against a deny', { resource: grant('*', { Effect: 'Deny' }) }, root, 'ExplicitlyDenied'],
  ] as const)('%s', (_, policies, principal, expected) => {
    expect(verdict(policies as never, { principal })).toBe(expected);
  });
});

describe('Cross-account policy evaluation logic', () => {
  const ask = (policies: object) => verdict(policies as never, { principal: stranger });
  test('the identity policy alone does not do', () => expect(ask({ identity: [reads] })).toBe('ImplicitlyDenied'));
  test('the bucket policy alone does not do', () =>
    expect(ask({ resource: grant({ AWS: stranger }) })).toBe('ImplicitlyDenied'));
  test('both do', () => expect(ask({ identity: [reads], resource: grant({ AWS: stranger }) })).toBe('Allowed'));
  test('the bucket may name the account', () =>
    expect(ask({ identity: [reads], resource: grant({ AWS: there }) })).toBe('Allowed'));
  test('or all', () => expect(ask({ identity: [reads], resource: grant('*') })).toBe('Allowed'));
  test('but no other account', () =>
    expect(ask({ identity: [reads], resource: grant({ AWS: here }) })).toBe('ImplicitlyDenied'));
});

describe('Service control policies (SCPs) and Resource control policies (RCPs)', () => {
  test('every level must allow', () =>
    expect(verdict({ identity: [reads], scp: [[everything], [other]] })).toBe('ImplicitlyDenied'));
  test('one policy of a level will do', () =>
    expect(verdict({ identity: [reads], scp: [[other, everything], [everything]] })).toBe('Allowed'));
  test('a service-linked role is not limited by SCPs', () => {
    const principal = `arn:aws:iam::${here}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`;
    expect(verdict({ identity: [reads], scp: [[other]] }, { principal })).toBe('Allowed');
  });
  test('the root user of a member account is', () =>
    expect(verdict({ scp: [[other]] }, { principal: root })).toBe('ImplicitlyDenied'));
  test('an RCP only denies', () => {
    const rcp = [[policy('r', { Effect: 'Deny', Principal: '*', Action: 's3:PutObject' })]];
    expect(verdict({ identity: [reads], rcp })).toBe('Allowed');
    expect(verdict({ identity: [reads], rcp }, { action: 's3:PutObject' })).toBe('ExplicitlyDenied');
  });
  test('an RCP reaches a caller of another account', () => {
    const rcp = [[policy('r', { Effect: 'Deny', Principal: '*' })]];
    const policies = { identity: [reads], resource: grant('*'), rcp };
    expect(verdict(policies, { principal: stranger })).toBe('ExplicitlyDenied');
  });
  test('an RCP does not reach a service outside its list', () => {
    const rcp = [[policy('r', { Effect: 'Deny', Principal: '*', Action: 'sagemaker:StopTrainingJob' })]];
    const identity = [policy('i', { Action: 'sagemaker:StopTrainingJob' })];
    const resource = `arn:aws:sagemaker:eu-west-1:${here}:training-job/t`;
    expect(verdict({ identity, rcp }, { action: 'sagemaker:StopTrainingJob', resource })).toBe('Allowed');
  });
});

describe('Key policies in AWS KMS', () => {
  const decrypts = policy('i', { Action: 'kms:Decrypt' });
  const ask = (policies: object, more = {}) =>
    verdict(policies as never, { action: 'kms:Decrypt', resource: key, ...more });
  const keyPolicy = (principal: unknown) => policy('key', { Principal: principal, Action: 'kms:*' });
  test('an identity policy alone does not do', () =>
    expect(ask({ identity: [decrypts], resource: keyPolicy({ AWS: user }) })).toBe('ImplicitlyDenied'));
  test('it does where the key policy delegates to the account', () =>
    expect(ask({ identity: [decrypts], resource: keyPolicy({ AWS: root }) })).toBe('Allowed'));
  test('delegation alone does not do', () =>
    expect(ask({ resource: keyPolicy({ AWS: root }) })).toBe('ImplicitlyDenied'));
  test('the key policy may name the role itself', () =>
    expect(ask({ resource: keyPolicy({ AWS: role }) })).toBe('Allowed'));
  test('a key policy that is not known and delegates', () =>
    expect(ask({ identity: [decrypts] }, { unseenResourcePolicy: 'delegates' })).toBe('Allowed'));
  test('one that does not', () =>
    expect(ask({ identity: [decrypts] }, { unseenResourcePolicy: 'none' })).toBe('ImplicitlyDenied'));
  test('one that delegates says nothing to another account', () =>
    expect(ask({ identity: [decrypts] }, { principal: stranger, unseenResourcePolicy: 'delegates' })).toBe(
      'ImplicitlyDenied',
    ));
});

describe('How to use trust policies with IAM roles', () => {
  const trust = (principal: unknown, more: object = {}) => {
    const made = policy('trust', { Principal: principal, Action: 'sts:AssumeRole', ...more });
    for (const statement of made.policy.Statement as { Resource?: unknown }[]) delete statement.Resource;
    return made;
  };
  const assumes = policy('i', { Action: 'sts:AssumeRole' });
  const ask = (policies: object, more = {}) =>
    verdict(policies as never, { action: 'sts:AssumeRole', resource: deploy, ...more });
  test('the identity policy alone does not do', () =>
    expect(ask({ identity: [assumes], resource: trust({ AWS: user }) })).toBe('ImplicitlyDenied'));
  test('the trust policy may name the caller', () => expect(ask({ resource: trust({ AWS: role }) })).toBe('Allowed'));
  test('or delegate to its account', () =>
    expect(ask({ identity: [assumes], resource: trust({ AWS: root }) })).toBe('Allowed'));
  test('a service assumes a role that trusts it', () =>
    expect(
      ask({ resource: trust({ Service: 'sagemaker.amazonaws.com' }) }, { principal: 'sagemaker.amazonaws.com' }),
    ).toBe('Allowed'));
  test('another service does not', () =>
    expect(ask({ resource: trust({ Service: 'sagemaker.amazonaws.com' }) }, { principal: 'ec2.amazonaws.com' })).toBe(
      'ImplicitlyDenied',
    ));
  const provider = `arn:aws:iam::${here}:oidc-provider/token.actions.githubusercontent.com`;
  const web = trust(
    { Federated: provider },
    {
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'token.actions.githubusercontent.com:sub': 'repo:o/r:environment:prod' } },
    },
  );
  test.each([
    ['repo:o/r:environment:prod', 'Allowed'],
    ['repo:o/r:pull_request', 'ImplicitlyDenied'],
  ])('a workflow of %s is %s', (sub, expected) => {
    const context = { 'token.actions.githubusercontent.com:sub': sub };
    expect(ask({ resource: web }, { principal: provider, action: 'sts:AssumeRoleWithWebIdentity', context })).toBe(
      expected,
    );
  });
});

describe('AWS JSON policy elements: Principal', () => {
  test('a service is granted by the resource alone', () => {
    const trail = policy('b', { Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject' });
    expect(verdict({ resource: trail }, { principal: 'cloudtrail.amazonaws.com', action: 's3:PutObject' })).toBe(
      'Allowed',
    );
  });
  test('an anonymous caller is granted by *', () =>
    expect(verdict({ resource: grant('*') }, { principal: '*' })).toBe('Allowed'));
  test('and by no account', () =>
    expect(verdict({ resource: grant({ AWS: here }) }, { principal: '*' })).toBe('ImplicitlyDenied'));
  test('a deny to the account denies its roles', () =>
    expect(verdict({ identity: [reads], resource: grant({ AWS: here }, { Effect: 'Deny' }) })).toBe(
      'ExplicitlyDenied',
    ));
  test('a user of the same name in another path is another', () =>
    expect(verdict({ resource: grant({ AWS: `arn:aws:iam::${here}:user/ana` }) }, { principal: user })).toBe(
      'ImplicitlyDenied',
    ));
});

describe('AWS JSON policy elements: NotPrincipal', () => {
  const exempting = (...names: string[]) =>
    policy('b', { Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: names } });
  const set = (names: string[], more = {}) => {
    const resource = exempting(...names);
    for (const statement of resource.policy.Statement as { Principal?: unknown }[]) delete statement.Principal;
    return { identity: [reads], resource, ...more };
  };
  test('the user named with its account is exempt', () =>
    expect(verdict(set([user, root]), { principal: user })).toBe('Allowed'));
  test('another user of that account is denied', () =>
    expect(verdict(set([user, root]), { principal: `arn:aws:iam::${here}:user/ben` })).toBe('ExplicitlyDenied'));
  test('a session is exempt with its role and account', () =>
    expect(verdict(set([session, role, root]))).toBe('Allowed'));
  test('Permissions boundaries for IAM entities: one who has a boundary is always denied', () =>
    expect(verdict(set([user, root], { boundary: [reads] }), { principal: user })).toBe('ExplicitlyDenied'));
  test('a grant to all but one, to a caller with a boundary, is refused', () => {
    const resource = policy('b', { NotPrincipal: { AWS: stranger } });
    expect(() => verdict({ resource, boundary: [reads] }, { principal: user })).toThrow(/NotPrincipal to a caller/);
    expect(verdict({ resource }, { principal: user })).toBe('Allowed');
  });
  test('what AWS leaves open is refused', () =>
    expect(() => verdict(set([user]), { principal: user })).toThrow(/only in part/));
});

describe('IAM JSON policy elements: Resource, NotResource, NotAction', () => {
  const matches = (resource: unknown, more = {}) =>
    verdict({ identity: [policy('i', { Resource: resource })] }, more) === 'Allowed';
  test('* runs over slashes', () => expect(matches('arn:aws:s3:::raw/*')).toBe(true));
  test('a bucket is not its objects', () => expect(matches('arn:aws:s3:::raw')).toBe(false));
  test('names have case', () => expect(matches('arn:aws:s3:::raw/Train/*')).toBe(false));
  test('a missing part is *', () => expect(matches('arn:aws:s3')).toBe(true));
  test('a variable is after the fifth colon', () =>
    expect(
      matches('arn:aws:s3:::raw/${aws:PrincipalTag/team}/*', { context: { 'aws:PrincipalTag/team': 'train' } }),
    ).toBe(true));
  test('before it, it is text', () => {
    const identity = [
      policy('i', { Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:*:${aws:PrincipalAccount}:jobs' }),
    ];
    const resource = `arn:aws:sqs:eu-west-1:${here}:jobs`;
    expect(verdict({ identity }, { action: 'sqs:SendMessage', resource })).toBe('ImplicitlyDenied');
  });
  test('Version 2008-10-17 has no variables', () => {
    const old = policy('i', { Resource: 'arn:aws:s3:::raw/${aws:PrincipalTag/team}/*' });
    delete old.policy.Version;
    expect(verdict({ identity: [old] }, { context: { 'aws:PrincipalTag/team': 'train' } })).toBe('ImplicitlyDenied');
  });
  test('NotResource is all but', () => {
    expect(verdict({ identity: [policy('i', { NotResource: 'arn:aws:s3:::raw/*' })] })).toBe('ImplicitlyDenied');
    expect(verdict({ identity: [policy('i', { NotResource: object.replace('a.csv', 'b') })] })).toBe('Allowed');
  });
  test('NotAction is all but', () => {
    expect(verdict({ identity: [policy('i', { NotAction: 's3:Get*' })] })).toBe('ImplicitlyDenied');
    expect(verdict({ identity: [policy('i', { NotAction: 'iam:*' })] })).toBe('Allowed');
  });
});
