import { describe, expect, test } from 'vitest';
import { ask, policy, reads, role, session } from './ask.ts';

const tls = { Bool: { 'aws:SecureTransport': 'true' } };
const noTls = policy('tls', { Sid: 'Tls', Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });

describe('What the request leaves open', () => {
  test('an allow under an open condition depends on it', () => {
    const { verdict, dependsOn, by } = ask({ identity: [policy('i', { Condition: tls })] });
    expect({ verdict, dependsOn, by }).toEqual({
      verdict: 'DependsOn',
      dependsOn: ['aws:securetransport'],
      by: [{ policy: 'i', sid: '#0', effect: 'Allow' }],
    });
  });
  test('an open deny over an allow depends on it', () => {
    const { verdict, by, never } = ask({ identity: [reads, noTls] });
    expect({ verdict, by, never }).toEqual({
      verdict: 'DependsOn',
      by: [{ policy: 'tls', sid: 'Tls', effect: 'Deny' }],
      never: undefined,
    });
  });
  test('an open deny over nothing is never allowed', () =>
    expect(ask({ identity: [noTls] })).toMatchObject({ verdict: 'DependsOn', never: true, missing: ['identity'] }));
  test('a deny that holds wins over what is open', () =>
    expect(ask({ identity: [policy('i', { Condition: tls }), policy('d', { Effect: 'Deny' })] }).verdict).toBe(
      'ExplicitlyDenied',
    ));
  test('a condition that fails settles it', () => {
    const condition = { ...tls, StringEquals: { 'aws:SourceVpc': 'vpc-1' } };
    const context = { 'aws:SourceVpc': 'vpc-2' };
    expect(ask({ identity: [policy('i', { Condition: condition })] }, { context }).verdict).toBe('ImplicitlyDenied');
  });
  test('known to be absent is not open', () =>
    expect(
      ask({ identity: [policy('i', { Condition: tls })] }, { context: { 'aws:SecureTransport': null } }).verdict,
    ).toBe('ImplicitlyDenied'));
  test('a key that follows from the caller is not open', () =>
    expect(ask({ identity: [policy('i', { Condition: { ArnEquals: { 'aws:PrincipalArn': role } } })] }).verdict).toBe(
      'Allowed',
    ));
  test('a key that the action does not define never holds', () => {
    const list = policy('i', { Action: 's3:*', Condition: { StringLike: { 's3:prefix': '*' } } });
    expect(ask({ identity: [list] }, { context: { 's3:prefix': 'x' } }).verdict).toBe('ImplicitlyDenied');
  });
  test('a variable without known value leaves the resource open', () =>
    expect(ask({ identity: [policy('i', { Resource: 'arn:aws:s3:::raw/${aws:PrincipalTag/team}/*' })] })).toMatchObject(
      {
        verdict: 'DependsOn',
        dependsOn: ['aws:principaltag/team'],
      },
    ));
  test('a role stands for all its sessions', () => {
    const resource = policy('b', { Principal: { AWS: session } });
    expect(ask({ resource }, { principal: role })).toMatchObject({ verdict: 'DependsOn', dependsOn: ['aws:userid'] });
    expect(ask({ resource }, { principal: role, context: { 'aws:userid': 'AROAEXAMPLE:run-1' } }).verdict).toBe(
      'Allowed',
    );
  });
});
