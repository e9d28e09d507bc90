import { describe, expect, it } from 'vitest';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import { matrix } from '../../templates/judge/show/matrix.ts';
import { matrixInWords } from '../../templates/judge/show/words.ts';
import { account, scope } from './bucket-and-role.ts';

const lines = (Resources: JsonObject) => {
  const stack = { name: 'S', account, region: 'eu-west-1', partition: 'aws', template: { Resources } };
  return matrixInWords(matrix(modelOf([assemblyOf([stack])]), scope))
    .split('\n')
    .map((line) => line.trim());
};
const policy = (...Statement: JsonObject[]) => ({ Version: '2012-10-17', Statement }) as unknown as JsonObject;
const role = (...statements: JsonObject[]): JsonObject => ({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: 'analyst', Policies: [{ PolicyName: 'p', PolicyDocument: policy(...statements) }] },
  },
});
const bucket = (...statements: JsonObject[]): JsonObject => ({
  Lake: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'lake' } },
  LakePolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: { Ref: 'Lake' }, PolicyDocument: policy(...statements) },
  },
});
const allow = (Action: unknown, Resource: unknown, more: JsonObject = {}) =>
  ({ Effect: 'Allow', Action, Resource, ...more }) as JsonObject;
const deny = (Action: unknown, Resource: unknown, more: JsonObject = {}) =>
  ({ Effect: 'Deny', Action, Resource, ...more }) as JsonObject;
const everyone = { Principal: '*' };
const lake = 'arn:aws:s3:::lake/*';

describe('The matrix shows of a role', () => {
  it.each([
    ['everything', [allow('*', '*')], ['analyst', '*', 'Any: *']],
    [
      'everything but some actions',
      [{ Effect: 'Allow', NotAction: ['iam:*', 'account:*'], Resource: '*' }],
      ['analyst', '*', 'Any: * but iam:*, account:*'],
    ],
    [
      'a place of which single characters are open',
      [allow('sqs:SendMessage', `arn:aws:sqs:eu-west-1:${account}:jobs-??`)],
      ['analyst', 'jobs-??', 'Write: sqs:SendMessage'],
    ],
    [
      'everything but some resources',
      [{ Effect: 'Allow', Action: 's3:GetObject', NotResource: lake }],
      ['analyst', '* (but lake/*)', 'Read: s3:GetObject'],
    ],
    [
      'what a deny takes away from a part',
      [allow('s3:GetObject', lake), deny('s3:*', 'arn:aws:s3:::lake/secret/*')],
      ['analyst', 'lake/*', 'Read: s3:GetObject (denied: s3:* on lake/secret/*)'],
    ],
    [
      'the values of a condition',
      [allow('s3:GetObject', lake, { Condition: { StringLike: { 'aws:PrincipalTag/team': ['a*', 'b'] } } })],
      ['analyst', 'lake/*', 'Read: s3:GetObject (aws:PrincipalTag/team is like a* or b)'],
    ],
    [
      'the condition that a deny leaves open',
      [allow('s3:GetObject', lake), deny('*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      ['analyst', 'lake/*', 'Read: s3:GetObject (over TLS)'],
    ],
    ['no action that needs no permission', [allow('sts:GetCallerIdentity', '*')], ['']],
    ['nothing of what is denied always', [allow('s3:GetObject', lake), deny('s3:Get*', '*')], ['']],
  ] as [string, JsonObject[], string[]][])('%s', (_, statements, expected) => {
    expect(lines(role(...statements))).toEqual(expected);
  });
});

describe("The matrix shows of a resource's policy", () => {
  const partner = { Principal: { AWS: 'arn:aws:iam::444455556666:role/partner' } };
  it.each([
    [
      'all but what NotAction names',
      [{ Effect: 'Allow', NotAction: 's3:PutObject', Resource: lake, ...partner }],
      ['arn:aws:iam::444455556666:role/partner', 'lake/*', 'Any: * but s3:PutObject'],
    ],
    [
      'all but whom NotPrincipal names',
      [{ Effect: 'Allow', Action: 's3:GetObject', Resource: lake, NotPrincipal: partner.Principal }],
      ['everyone but arn:aws:iam::444455556666:role/partner', 'lake/*', 'Read: s3:GetObject'],
    ],
    [
      'not what it denies itself',
      [allow(['s3:GetObject', 's3:PutObject'], lake, everyone), deny('s3:PutObject', lake, everyone)],
      ['everyone', 'lake/*', 'Read: s3:GetObject'],
    ],
    [
      'everybody of an organization as that',
      [allow('s3:GetObject', lake, { ...everyone, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })],
      ['everyone', 'lake/*', 'Read: s3:GetObject (aws:PrincipalOrgID is o-1)'],
    ],
    [
      'everybody of one account as that',
      [
        allow('s3:GetObject', lake, {
          ...everyone,
          Condition: { StringEquals: { 'aws:PrincipalAccount': '222222222222' } },
        }),
      ],
      ['everyone', 'lake/*', 'Read: s3:GetObject (aws:PrincipalAccount is 222222222222)'],
    ],
    [
      'one whom a deny for everybody exempts by a condition',
      [
        allow('s3:GetObject', lake, everyone),
        deny('s3:*', lake, {
          ...everyone,
          Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/part*' } },
        }),
      ],
      [
        'arn:aws:iam::444455556666:role/part*',
        'lake/*',
        'Read: s3:GetObject (not if aws:PrincipalArn is not like arn:aws:iam::444455556666:role/part*)',
      ],
    ],
    [
      'one whom a deny exempts by NotPrincipal',
      [
        allow('s3:GetObject', lake, everyone),
        deny('s3:*', lake, { NotPrincipal: { AWS: ['arn:aws:iam::444455556666:user/u', '444455556666'] } }),
      ],
      ['arn:aws:iam::444455556666:user/u', 'lake/*', 'Read: s3:GetObject'],
    ],
    [
      'services, where a deny is for all others',
      [
        allow('s3:GetObject', lake, everyone),
        deny('s3:*', lake, { ...everyone, Condition: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } } }),
      ],
      ['any AWS service', 'lake/*', 'Read: s3:GetObject (not if aws:PrincipalIsAWSService is false, or absent)'],
    ],
    [
      'everybody but an account that it denies',
      [allow('s3:GetObject', lake, everyone), deny('s3:*', lake, { Principal: { AWS: '444455556666' } })],
      ['everyone', 'lake/*', 'Read: s3:GetObject (denied: s3:* on lake/* for account 444455556666)'],
    ],
    [
      'of an account what no deny takes from it',
      [
        allow(['s3:GetObject', 's3:PutObject'], lake, { Principal: { AWS: '444455556666' } }),
        deny('s3:PutObject', lake, everyone),
      ],
      ['account 444455556666, through IAM', 'lake/*', 'Delegated: s3:GetObject'],
    ],
    [
      'of an account whom of it a deny exempts',
      [
        allow('s3:GetObject', lake, { Principal: { AWS: '444455556666' } }),
        deny('s3:*', lake, {
          ...everyone,
          Condition: { StringNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/partner' } },
        }),
      ],
      [
        'account 444455556666, through IAM',
        'lake/*',
        'Delegated: s3:GetObject (not if aws:PrincipalArn is not arn:aws:iam::444455556666:role/partner)',
      ],
    ],
  ] as [string, JsonObject[], string[]][])('%s', (_, statements, expected) => {
    expect(lines(bucket(...statements))).toEqual(expected);
  });

  it('tells one repository of a forge from all of an organization', () => {
    const trusts = (sub: string) =>
      lines({
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'deploy',
            AssumeRolePolicyDocument: policy({
              Effect: 'Allow',
              Action: 'sts:AssumeRoleWithWebIdentity',
              Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
              Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': sub } },
            }),
          },
        },
      }).at(-1);
    expect(trusts('repo:org/*')).toContain('sub is like repo:org/*)');
    expect(trusts('repo:org/one:*')).toContain('sub is like repo:org/one:*)');
  });
});

describe('The matrix shows of a secret, whose name ends in what the service adds,', () => {
  const secret = (...statements: JsonObject[]): JsonObject => ({
    Token: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'token' } },
    TokenPolicy: {
      Type: 'AWS::SecretsManager::ResourcePolicy',
      Properties: { SecretId: { Ref: 'Token' }, ResourcePolicy: policy(...statements) },
    },
  });
  const reader = role(allow('secretsmanager:GetSecretValue', { Ref: 'Token' }));

  it('who reads it', () => {
    expect(lines({ ...secret(), ...reader })).toContain('Read: secretsmanager:GetSecretValue');
  });

  it('what its own policy denies', () => {
    const denied = secret(deny('secretsmanager:GetSecretValue', '*', everyone));
    expect(lines({ ...denied, ...reader }).join('\n')).not.toContain('secretsmanager:GetSecretValue');
  });
});

it('goes on where one policy tells more resources of a service apart than can be looked at', () => {
  const paths = Array.from({ length: 12 }, (_, n) => `arn:aws:apigateway:*::/${'*/x'.repeat(n + 1)}${n}/*`);
  const found = lines(role(allow('apigateway:GET', paths), allow('s3:GetObject', lake)));
  expect(found.join()).toContain('apart than can be looked at');
  expect(found).toEqual(expect.arrayContaining(['lake/*', 'Read: s3:GetObject']));
});
