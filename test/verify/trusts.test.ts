import { expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import type { Settings } from '../../templates/infra/config.ts';
import { otherTrusts } from '../../templates/infra/controls/mfa/trust-proof.ts';
import type { Assembly } from '../../templates/judge/read/assembly.ts';

const settings = (signIn: string) =>
  ({ ...defaults('my-ml'), people: { ...defaults('my-ml').people, signIn } }) as unknown as Settings;
const account = 'arn:aws:iam::111122223333';

function failures(statement: object, signIn = 'iam-users', RoleName = 'my-ml-helper'): string[] {
  const AssumeRolePolicyDocument = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }] };
  const resource = {
    type: 'AWS::IAM::Role',
    stack: 'ml',
    path: 'ml/Helper',
    properties: { RoleName, AssumeRolePolicyDocument },
  };
  return otherTrusts(settings(signIn)).run({ resources: [resource] } as unknown as Assembly).failures;
}

const root = { Principal: { AWS: `${account}:root` } };
const sso = {
  ArnLike: { 'aws:PrincipalArn': `${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x_????????????????` },
};

it.each<[string, object, string?]>([
  ['the account', root],
  ['everybody', { Principal: '*' }],
  ['a user', { Principal: { AWS: `${account}:user/ana` } }],
  [
    'the account, with a second factor if there is one',
    { ...root, Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } } },
  ],
  [
    'any role, where a permission set signs in',
    {
      ...root,
      Condition: { ArnLike: { 'aws:PrincipalArn': [...[sso.ArnLike['aws:PrincipalArn']], `${account}:role/*`] } },
    },
    'identity-center',
  ],
  ['a SAML provider for any audience', { Principal: { Federated: `${account}:saml-provider/x` } }, 'saml'],
])('a role that lets in %s fails, whatever its name is', (_, statement, signIn) => {
  expect(failures(statement, signIn)).toHaveLength(1);
});

it.each<[string, object, string?]>([
  ['a service', { Principal: { Service: 'sagemaker.amazonaws.com' } }],
  ['a workflow', { Principal: { Federated: `${account}:oidc-provider/token.actions.githubusercontent.com` } }],
  ['who shows a second factor', { ...root, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
  ['a permission set', { ...root, Condition: sso }, 'identity-center'],
  ['nobody', { ...root, Effect: 'Deny' }],
])('a role that lets in %s passes', (_, statement, signIn) => expect(failures(statement, signIn)).toEqual([]));
