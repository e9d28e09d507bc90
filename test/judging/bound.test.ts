import { describe, expect, it } from 'vitest';
import { stacksOf } from '../../src/formats/templates.ts';
import { findingsOf } from '../../src/judging/findings.ts';
import { judging } from '../../src/judging/judging.ts';

type Value = Record<string, unknown>;

const policy = (...statements: Value[]) => ({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[]) => policy({ Effect: 'Allow', Action, Resource: '*' });
const trust = (Principal: unknown) => policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
const inline = (Action: string | string[]) => [{ PolicyName: 'p', PolicyDocument: allow(Action) }];
const role = (action: string | string[], whom: unknown, RoleName = 'r') => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName, AssumeRolePolicyDocument: trust(whom), Policies: inline(action) },
});
const one = (Type: string, Properties: Value, more: Value = {}) => ({
  Resources: { R: { Type, Properties } },
  ...more,
});
const accounts = (count: number) => Array.from({ length: count }, (_, index) => String(100000000000 + index));
const serverless = (Properties: Value, more: Value = {}) =>
  one('AWS::Serverless::Function', Properties, { Transform: 'AWS::Serverless-2016-10-31', ...more });
const called = (Principal: string) => ({
  F: { Type: 'AWS::Lambda::Function', Properties: {} },
  C: {
    Type: 'Custom::AWS',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': ['F', 'Arn'] },
      Create: JSON.stringify({ service: 'S3', action: 'putBucketPolicy', parameters: { Policy: Principal } }),
    },
  },
});
const passing = (...actions: string[]) => ({
  Resources: {
    L: role('s3:ListBucket', { Service: 'lambda.amazonaws.com' }, 'l'),
    R: role(['iam:PassRole', ...actions], { Service: 'ec2.amazonaws.com' }),
  },
});
const attached = (action: string) =>
  one('AWS::IAM::Policy', { PolicyName: 'p', Roles: ['Existing'], PolicyDocument: allow(action) });
const anyParameter = { Parameters: { P: { Type: 'String' } } };

/** Findings of a template, each with its id: what a baseline names. */
const idsOf = (template: object) =>
  judging((engine) => {
    const stacks = stacksOf(['t.json'], () => JSON.stringify(template), {});
    return findingsOf(engine.judgement(stacks), engine).map(({ id }) => id);
  });

describe('what a baseline accepts is not what comes in its place later', () => {
  it.each<[string, object, object]>([
    [
      'a group without users',
      one('AWS::IAM::Group', { Policies: inline('s3:GetObject') }),
      one('AWS::IAM::Group', { Policies: inline('*') }),
    ],
    ['a policy of a role of somebody else', attached('s3:GetObject'), attached('*')],
    [
      'a transform',
      serverless({ Policies: ['AWSLambdaBasicExecutionRole'] }),
      serverless({ Policies: ['AdministratorAccess'] }),
    ],
    [
      'what a transform takes from a parameter',
      serverless(
        {},
        {
          Globals: { Function: { FunctionUrlConfig: { AuthType: { Ref: 'P' } } } },
          Parameters: { P: { Default: 'AWS_IAM' } },
        },
      ),
      serverless(
        {},
        {
          Globals: { Function: { FunctionUrlConfig: { AuthType: { Ref: 'P' } } } },
          Parameters: { P: { Default: 'NONE' } },
        },
      ),
    ],
    [
      'a share with more than is shown',
      one('AWS::RAM::ResourceShare', { Principals: accounts(12) }),
      one('AWS::RAM::ResourceShare', { Principals: accounts(13) }),
    ],
    ['a call when it is deployed', { Resources: called('arn:aws:iam::000000000000:root') }, { Resources: called('*') }],
    [
      'a policy in a form that is not read',
      one('AWS::Oam::Sink', { Policy: allow('oam:UpdateLink') }),
      one('AWS::Oam::Sink', { Policy: allow('oam:*') }),
    ],
    ['a type that is not known', one('Acme::Data::User', { Role: 'read' }), one('Acme::Data::User', { Role: 'admin' })],
    [
      'a template that is not here',
      one('AWS::CloudFormation::Stack', { TemplateURL: 'https://b/t.json', Parameters: { Public: 'false' } }),
      one('AWS::CloudFormation::Stack', { TemplateURL: 'https://b/t.json', Parameters: { Public: 'true' } }),
    ],
    [
      'a role whom nobody knows may become',
      { Resources: { R: role('s3:GetObject', { AWS: { Ref: 'P' } }) }, ...anyParameter },
      { Resources: { R: role('s3:*', { AWS: { Ref: 'P' } }) }, ...anyParameter },
    ],
    [
      'a role that another account may become',
      { Resources: { R: role('s3:GetObject', { AWS: '111111111111' }) } },
      { Resources: { R: role('s3:*', { AWS: '111111111111' }) } },
    ],
    [
      'edits of policies',
      { Resources: { R: role('iam:DeleteRolePermissionsBoundary', { Service: 'ec2.amazonaws.com' }) } },
      {
        Resources: {
          R: role(['iam:DeleteRolePermissionsBoundary', 'iam:PutRolePolicy'], { Service: 'ec2.amazonaws.com' }),
        },
      },
    ],
    [
      'a role that is passed',
      passing('lambda:UpdateFunctionConfiguration'),
      passing('lambda:UpdateFunctionConfiguration', 'lambda:CreateFunction'),
    ],
  ])('%s', async (_, before, after) => {
    const known = new Set(await idsOf(before));
    expect(known.size).toBeGreaterThan(0);
    expect((await idsOf(after)).filter((id) => !known.has(id))).not.toEqual([]);
  });

  it.each<[string, object, object]>([
    ['where code lies', serverless({ CodeUri: 's3://b/1' }), serverless({ CodeUri: 's3://b/2' })],
    ['the order of keys', one('Acme::Data::User', { a: 1, b: 2 }), one('Acme::Data::User', { b: 2, a: 1 })],
    [
      'another way to write a value',
      one('Acme::Data::User', { a: { 'Fn::Sub': `\${AWS::Partition}:x` } }),
      one('Acme::Data::User', { a: { 'Fn::Join': [':', [{ Ref: 'AWS::Partition' }, 'x']] } }),
    ],
    [
      'what else the template makes',
      serverless({}),
      {
        ...serverless({}),
        Resources: { ...serverless({}).Resources, T: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'k' } } },
      },
    ],
  ])('%s makes no difference', async (_, before, after) => {
    expect(await idsOf(after)).toEqual(await idsOf(before));
  });
});
