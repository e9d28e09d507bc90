import { describe, expect, test } from 'vitest';
import type { Facts, PrincipalPattern } from '../../templates/judge/decide/compiled.ts';
import { isExempt, namedBy, parsePrincipal, roleOf } from '../../templates/judge/decide/principal.ts';
import { parsePrincipals } from '../../templates/judge/decide/principals.ts';
import { PolicyError } from '../../templates/judge/decide/request.ts';
import { here, role, root, session, stranger, there, user } from './ask.ts';

const facts = (known: Record<string, string[] | null> = {}): Facts => ({ get: (key) => known[key] });
const said = <T>(run: () => T): T | string => {
  try {
    return run();
  } catch (error) {
    if (error instanceof PolicyError) return `${error.code}: ${error.message}`;
    throw error;
  }
};
const federated = `arn:aws:sts::${here}:federated-user/ana`;
const oidc = `arn:aws:iam::${here}:oidc-provider/token.actions.githubusercontent.com`;
const linked = `arn:aws:iam::${here}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`;

describe('who asks', () => {
  const asked = (name: string, action = 's3:GetObject') => said(() => parsePrincipal(name, action));
  const plain = { account: here, isServiceLinked: false };
  const web = 'sts:AssumeRoleWithWebIdentity';
  test.each<[string, object]>([
    ['*', { kind: 'anonymous', account: undefined, isServiceLinked: false }],
    [root, { kind: 'root', ...plain }],
    [user, { kind: 'user', ...plain }],
    [role, { kind: 'role', ...plain, role }],
    [`arn:aws:iam::${here}:role/path/x`, { kind: 'role', ...plain, role: `arn:aws:iam::${here}:role/path/x` }],
    [linked, { kind: 'role', account: here, isServiceLinked: true, role: linked }],
    [session, { kind: 'session', ...plain, role }],
    [
      `arn:aws-cn:sts::${here}:assumed-role/AWSServiceRoleForX/s`,
      {
        kind: 'session',
        account: here,
        isServiceLinked: true,
        role: `arn:aws-cn:iam::${here}:role/AWSServiceRoleForX`,
      },
    ],
    [
      `arn:aws:sts::${here}:assumed-role/MyAWSServiceRoleForX/s`,
      { kind: 'session', ...plain, role: `arn:aws:iam::${here}:role/MyAWSServiceRoleForX` },
    ],
    [federated, { kind: 'federated-user', ...plain }],
    [oidc, { kind: 'provider', ...plain }],
    [`arn:aws:iam::${here}:saml-provider/idp`, { kind: 'provider', ...plain }],
    ['ec2.amazonaws.com', { kind: 'service', account: undefined, isServiceLinked: false }],
    ['a.b.amazonaws.com.cn', { kind: 'service', account: undefined, isServiceLinked: false }],
    ['x.internal', { kind: 'service', account: undefined, isServiceLinked: false }],
    ['x.aws', { kind: 'service', account: undefined, isServiceLinked: false }],
    ['cognito-identity.amazonaws.com', { kind: 'service', account: undefined, isServiceLinked: false }],
  ])('%s', (name, expected) => {
    expect(asked(name)).toEqual({ name, ...expected });
  });

  test('a service has no case', () => {
    expect(asked('EC2.amazonaws.com')).toMatchObject({ kind: 'service', name: 'ec2.amazonaws.com' });
  });

  test.each(['cognito-identity.amazonaws.com', 'www.amazon.com', 'graph.facebook.com', 'accounts.google.com'])(
    '%s is a provider where a token is exchanged',
    (name) => {
      expect(asked(name, web)).toEqual({ kind: 'provider', name, account: undefined, isServiceLinked: false });
      expect(asked(name, 'STS:assumerolewithsaml')).toMatchObject({ kind: 'provider' });
      expect(asked(name, 'sts:AssumeRole')).not.toMatchObject({ kind: 'provider' });
    },
  );

  test.each([
    ['ana', 'is not an ARN, service host or *'],
    ['arn:aws:iam::1:user/ana', 'is not an ARN, service host or *'],
    [`arn:aws:iam::${here}1:user/ana`, 'is not an ARN, service host or *'],
    ['xwww.amazon.com', 'is not an ARN, service host or *'],
    ['.amazonaws.com', 'is not an ARN, service host or *'],
    ['ec2.amazonaws.com.evil', 'is not an ARN, service host or *'],
    ['evil!ec2.amazonaws.com', 'is not an ARN, service host or *'],
    [`arn:aws:iam::${here}:group/x`, 'is a kind of principal that is not understood'],
    [`arn:aws:iam::${here}:user/`, 'is a kind of principal that is not understood'],
    [`arn:aws:iam::${here}:role`, 'is a kind of principal that is not understood'],
    [`arn:aws:iam::${here}:rooted`, 'is a kind of principal that is not understood'],
    [`arn:aws:s3::${here}:user/ana`, 'is a kind of principal that is not understood'],
    [`arn:aws:s3::${here}:root`, 'is a kind of principal that is not understood'],
    [`arn:aws:s3::${here}:role/x`, 'is a kind of principal that is not understood'],
    [`arn:aws:sts::${here}:assumed-role/x`, 'is a kind of principal that is not understood'],
    [`arn:aws:sts::${here}:assumed-role/x/y/z`, 'is a kind of principal that is not understood'],
    [`arn:aws:iam::${here}:assumed-role/x/y`, 'is a kind of principal that is not understood'],
    [`arn:aws:sts::${here}:federated-user/x/y`, 'is a kind of principal that is not understood'],
    [`arn:aws:iam::${here}:federated-user/x`, 'is a kind of principal that is not understood'],
    [`arn:aws:iam::${here}:x-oidc-provider/x`, 'is a kind of principal that is not understood'],
    [`arn:aws:iam::${here}:oidc-provider`, 'is a kind of principal that is not understood'],
    [`arn:aws:sts::${here}:oidc-provider/x`, 'is a kind of principal that is not understood'],
  ])('%s is refused', (name, what) => {
    expect(asked(name, web)).toBe(`request: principal ${name}: ${what}`);
  });
});

describe('the Principal element', () => {
  const read = (value: unknown, not = false) => said(() => parsePrincipals(value, not, 'p'));
  const arn = (name: string) => ({ type: 'arn', arn: name });
  test.each<[unknown, unknown]>([
    ['*', [{ type: 'everyone' }]],
    [{ AWS: '*' }, [{ type: 'everyone' }]],
    [{ AWS: here }, [{ type: 'account', account: here }]],
    [{ AWS: root }, [{ type: 'account', account: here }]],
    [{ AWS: [user, role, session, federated] }, [user, role, session, federated].map(arn)],
    [{ Service: 'EC2.amazonaws.com' }, [{ type: 'service', host: 'ec2.amazonaws.com' }]],
    [{ Federated: oidc }, [{ type: 'federated', provider: oidc }]],
    [
      { AWS: here, Service: ['a.aws', 'b.aws'] },
      [
        { type: 'account', account: here },
        { type: 'service', host: 'a.aws' },
        { type: 'service', host: 'b.aws' },
      ],
    ],
  ])('%j', (value, patterns) => {
    expect(read(value)).toEqual(patterns);
  });

  test.each<[unknown, string]>([
    ['x', 'malformed: p: is neither * nor an object of principals'],
    [null, 'malformed: p: is neither * nor an object of principals'],
    [[user], 'malformed: p: is neither * nor an object of principals'],
    [{}, 'malformed: p: is neither * nor an object of principals'],
    [{ AWS: [] }, 'malformed: p.AWS: an empty list'],
    [{ AWS: [1] }, 'malformed: p.AWS: is not text'],
    [{ AWS: null }, 'malformed: p.AWS: is not text'],
    [{ AWS: 'ana' }, 'malformed: p.AWS: "ana" is not an AWS principal'],
    [{ AWS: `${here}1` }, `malformed: p.AWS: "${here}1" is not an AWS principal`],
    [{ AWS: 'x111111111111' }, 'malformed: p.AWS: "x111111111111" is not an AWS principal'],
    [{ AWS: `arn:aws:iam:eu:${here}:root` }, `malformed: p.AWS: "arn:aws:iam:eu:${here}:root" is not an AWS principal`],
    [{ AWS: 'arn:aws:iam::1:root' }, 'malformed: p.AWS: "arn:aws:iam::1:root" is not an AWS principal'],
    [{ AWS: `arn:aws:s3::${here}:root` }, `malformed: p.AWS: "arn:aws:s3::${here}:root" is not an AWS principal`],
    [{ AWS: `arn:aws:s3::${here}:user/x` }, `malformed: p.AWS: "arn:aws:s3::${here}:user/x" is not an AWS principal`],
    [{ AWS: `arn:aws:iam::${here}:user/` }, `malformed: p.AWS: "arn:aws:iam::${here}:user/" is not an AWS principal`],
    [
      { AWS: `arn:aws:iam::${here}:xuser/x` },
      `malformed: p.AWS: "arn:aws:iam::${here}:xuser/x" is not an AWS principal`,
    ],
    [
      { AWS: `arn:aws:iam::${here}:group/x` },
      `malformed: p.AWS: "arn:aws:iam::${here}:group/x" is not an AWS principal`,
    ],
    [
      { AWS: `arn:aws:sts::${here}:assumed-role/x` },
      `malformed: p.AWS: "arn:aws:sts::${here}:assumed-role/x" is not an AWS principal`,
    ],
    [
      { AWS: `arn:aws:iam::${here}:assumed-role/x/y` },
      `malformed: p.AWS: "arn:aws:iam::${here}:assumed-role/x/y" is not an AWS principal`,
    ],
    [
      { AWS: `arn:aws:sts::${here}:federated-user/x/y` },
      `malformed: p.AWS: "arn:aws:sts::${here}:federated-user/x/y" is not an AWS principal`,
    ],
    [
      { AWS: `arn:aws:iam::${here}:role/*` },
      `malformed: p.AWS: "arn:aws:iam::${here}:role/*": a principal has no wildcard`,
    ],
    [{ AWS: 'a?' }, 'malformed: p.AWS: "a?": a principal has no wildcard'],
    [{ AWS: 'AROAEXAMPLE123456' }, 'unsupported: p.AWS: "AROAEXAMPLE123456" is the id of a principal that was deleted'],
    [{ AWS: 'xAROAEXAMPLE123456' }, 'malformed: p.AWS: "xAROAEXAMPLE123456" is not an AWS principal'],
    [{ AWS: 'AROAEXAMPLE123456x' }, 'malformed: p.AWS: "AROAEXAMPLE123456x" is not an AWS principal'],
    [{ Service: '*' }, 'malformed: p.Service: "*": a principal has no wildcard'],
    [{ Service: 'ec2' }, 'malformed: p.Service: "ec2" is not a principal of kind Service'],
    [{ Service: '!ec2.aws' }, 'malformed: p.Service: "!ec2.aws" is not a principal of kind Service'],
    [{ Service: 'ec2.aws!' }, 'malformed: p.Service: "ec2.aws!" is not a principal of kind Service'],
    [{ Federated: '' }, 'malformed: p.Federated: "" is not a principal of kind Federated'],
    [{ Other: 'x.aws' }, 'malformed: p.Other: "x.aws" is not a principal of kind Other'],
    [{ CanonicalUser: 'abc' }, 'unsupported: p.CanonicalUser: which account a canonical user is, is not known'],
  ])('%j is refused', (value, what) => {
    expect(read(value)).toBe(what);
  });

  test('as NotPrincipal cannot be everyone', () => {
    expect(read('*', true)).toContain('is neither * nor an object');
    expect(read({ AWS: '*' }, true)).toContain('a principal has no wildcard');
    expect(read({ AWS: user }, true)).toEqual([arn(user)]);
  });
});

const who = (name: string, action = 's3:GetObject') => parsePrincipal(name, action);
const service = 'ec2.amazonaws.com';

describe('a name in a policy', () => {
  const account: PrincipalPattern = { type: 'account', account: here };
  const arn = (name: string): PrincipalPattern => ({ type: 'arn', arn: name });
  const nobody = 'no account';
  test.each<[string, PrincipalPattern, string, Record<string, string[] | null>, string]>([
    ['everyone is a user', { type: 'everyone' }, user, {}, 'yes direct'],
    ['everyone is a service', { type: 'everyone' }, service, {}, 'yes direct'],
    ['everyone is a role', { type: 'everyone' }, role, {}, 'yes everyone'],
    ['everyone is nobody known', { type: 'everyone' }, '*', {}, 'yes everyone'],
    ['an account is its root', account, root, {}, 'yes direct'],
    ['an account is its users', account, user, {}, 'yes account'],
    ['an account is none of another', account, stranger, {}, nobody],
    ['a service is itself', { type: 'service', host: service }, service, {}, 'yes direct'],
    ['a service is not an other', { type: 'service', host: 'x.amazonaws.com' }, service, {}, 'no direct'],
    ['a provider is itself', { type: 'federated', provider: oidc }, oidc, {}, 'yes direct'],
    ['a provider is not an other', { type: 'federated', provider: 'x' }, oidc, {}, 'no direct'],
    ['a user is itself', arn(user), user, {}, 'yes direct'],
    ['a user is not an other', arn(`${user}x`), user, {}, nobody],
    ['a provider is not named by its ARN', arn(oidc), oidc, {}, nobody],
    ['a role is itself', arn(role), role, {}, 'yes role'],
    ['a role is its sessions', arn(role), session, {}, 'yes role'],
    ['a role is not the sessions of another', arn(`${role}x`), session, {}, nobody],
    [
      'a role in a path is that of its session',
      arn(`arn:aws:iam::${here}:role/p/train`),
      session,
      { 'aws:principalarn': [`arn:aws:iam::${here}:role/p/train`] },
      'yes role',
    ],
    ['a session is itself', arn(session), session, {}, 'yes direct'],
    ['a session is perhaps the role', arn(session), role, {}, 'unknown direct'],
    ['a session is the role by its id', arn(session), role, { 'aws:userid': ['AROA:run-1'] }, 'yes direct'],
    ['a session is not the role by another id', arn(session), role, { 'aws:userid': ['AROA:run-2'] }, 'no direct'],
    ['a session is not the role without an id', arn(session), role, { 'aws:userid': null }, 'no direct'],
    [
      'a session of another role is not it',
      arn(`arn:aws:sts::${here}:assumed-role/other/run-1`),
      role,
      {},
      'no direct',
    ],
    [
      'a session of another account is not it',
      arn(`arn:aws:sts::${there}:assumed-role/train/run-1`),
      role,
      {},
      'no direct',
    ],
    ['a federated user is not a session', arn(`arn:aws:sts::${here}:federated-user/train`), role, {}, 'no direct'],
    ['a user is not a role', arn(`arn:aws:iam::${here}:user/train`), role, {}, 'no direct'],
    ['a federated user is itself', arn(federated), federated, {}, 'yes direct'],
    ['a federated user is not a user elsewhere', arn(`arn:aws:iam::${there}:user/ana`), federated, {}, nobody],
  ])('%s', (_, pattern, name, known, expected) => {
    const { truth, reach } = namedBy(pattern, who(name), facts(known));
    expect(`${truth} ${reach}`).toBe(expected);
  });

  test('of a user does not tell of whom a federated user came', () => {
    expect(said(() => namedBy(arn(user), who(federated), facts()))).toBe(
      `unsupported: ${user}: whether ${federated} came from this user is not known`,
    );
  });

  test('of an account does not tell whether its own provider is in it', () => {
    expect(said(() => namedBy(account, who(oidc), facts()))).toContain('unsupported: ');
  });

  test('of a role is known by the context, else it has no path', () => {
    expect(roleOf(who(session), facts())).toBe(role);
    expect(roleOf(who(session), facts({ 'aws:principalarn': ['x'] }))).toBe('x');
    expect(roleOf(who(session), facts({ 'aws:principalarn': null }))).toBe(role);
    expect(roleOf(who(role), facts({ 'aws:principalarn': ['x'] }))).toBe(role);
    expect(roleOf(who(user), facts())).toBeUndefined();
  });
});

describe('who NotPrincipal exempts from a deny', () => {
  const exempt = (name: string, value: unknown, hasBoundary = false, action = 's3:GetObject') =>
    said(() => isExempt(parsePrincipals(value, true, 'p'), who(name, action), hasBoundary, 'p'));
  const part = (name: string) =>
    `unsupported: p: NotPrincipal names ${name} only in part; AWS does not say who is then denied`;
  test.each<[string, string, unknown, string]>([
    ['the root whose account is named', root, { AWS: here }, 'yes'],
    ['no other root', root, { AWS: there }, 'no'],
    ['the user named with its account', user, { AWS: [user, here] }, 'yes'],
    ['no user of whom nothing is named', user, { AWS: [stranger, there] }, 'no'],
    ['no user beside another that is named', user, { AWS: [`${user}x`, here] }, 'no'],
    ['the session named with role and account', session, { AWS: [session, role, here] }, 'yes'],
    ['the service that is named', service, { Service: service }, 'yes'],
    ['no other service', service, { Service: 'x.amazonaws.com' }, 'no'],
    ['no service that is named as a provider', service, { Federated: service }, 'no'],
    ['the provider that is named', oidc, { Federated: oidc }, 'yes'],
    ['no other provider', oidc, { Federated: 'x' }, 'no'],
    ['nobody known', '*', { AWS: here }, 'no'],
    ['no role of whom nothing is named', role, { AWS: stranger }, 'no'],
    ['no role beside a user that is named', role, { AWS: [user, here] }, 'no'],
  ])('%s', (_, name, value, expected) => {
    expect(exempt(name, value)).toBe(expected);
  });

  test('nobody who has a boundary', () => {
    expect(exempt(user, { AWS: [user, here] }, true)).toBe('no');
    expect(exempt(root, { AWS: here }, true)).toBe('no');
  });

  test.each<[string, string, unknown]>([
    ['a user without its account', user, { AWS: user }],
    ['an account alone', user, { AWS: here }],
    ['a session without its role', session, { AWS: [session, here] }],
    ['a session without its account', session, { AWS: [session, role] }],
    ['a role alone, for its session', session, { AWS: [role, here] }],
    ['a role, which stands for all its sessions', role, { AWS: [role, here] }],
    ['one session of the role', role, { AWS: [session, here] }],
  ])('what AWS leaves open is refused: %s', (_, name, value) => {
    expect(exempt(name, value)).toBe(part(name));
  });
});
