import { describe, expect, it } from 'vitest';
import { findingId } from '../../templates/judge/compare/accepted.ts';
import type { ModelFinding } from '../../templates/judge/compare/compare.ts';
import { compareModels } from '../../templates/judge/compare/compare.ts';
import { escalations, newEscalations } from '../../templates/judge/compare/escalation.ts';
import { exitCode, explainFinding, renderText } from '../../templates/judge/compare/explain.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { type AccessModel, modelOf, policiesFor } from '../../templates/judge/read/model.ts';
import { said } from '../../templates/judge/read/not-proven.ts';
import { account } from './bases.ts';

const document = (...Statement: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement });
const trust = (Service: string): JsonObject =>
  document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });

const role = (name: string, service: string, ...statements: JsonObject[]): JsonObject => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: name,
    AssumeRolePolicyDocument: trust(service),
    Policies: [{ PolicyName: 'work', PolicyDocument: document(...statements) }],
  },
});
const objects: JsonObject = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Raw', 'Arn'] }, '/*']] };
const read: JsonObject = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: objects,
};
const tls: JsonObject = {
  Sid: 'OnlyOverTls',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [{ 'Fn::GetAtt': ['Raw', 'Arn'] }, objects],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

const base: JsonObject = {
  Raw: { Type: 'AWS::S3::Bucket', Properties: {} },
  RawPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Raw' }, PolicyDocument: document(tls) } },
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: document({ Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*', Resource: '*' }),
    },
  },
  Training: role('training', 'sagemaker.amazonaws.com', read),
  People: role('people', 'sagemaker.amazonaws.com'),
};

function model(resources: JsonObject): AccessModel {
  const template: JsonObject = {
    Resources: resources,
    Metadata: { Names: { raw: { 'Fn::GetAtt': ['Raw', 'Arn'] }, training: { 'Fn::GetAtt': ['Training', 'Arn'] } } },
  };
  return modelOf([assemblyOf([{ name: 'data', account, region: 'eu-west-1', partition: 'aws', template }])]);
}

const before = model(base);

describe('the model of the templates', () => {
  it('gives a principal and a resource the policies that judge them', () => {
    const training = `arn:aws:iam::${account}:role/training`;
    const set = policiesFor(before, training, 'arn:aws:s3:::«data/Raw»/train/1');
    expect(set.identity.map(({ name }) => name)).toEqual(['work']);
    expect(set.resource?.name).toBe('RawPolicy');
    expect(policiesFor(before, `arn:aws:sts::${account}:assumed-role/training/job`, '*').identity).toHaveLength(1);
  });

  it("reads a key policy's * as that key", () => {
    const key = before.resources.find(({ type }) => type === 'AWS::KMS::Key');
    expect(key?.policy?.policy.Statement).toMatchObject([{ Resource: key?.arn }]);
  });

  it('lists what it cannot read', () => {
    const open = model({
      ...base,
      Other: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trust('x.amazonaws.com'),
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/OutsideThePacked'],
        },
      },
      Repository: {
        Type: 'AWS::ECR::Repository',
        Properties: { RepositoryPolicyText: document({ Effect: 'Allow', Principal: '*', Action: '*' }) },
      },
    });
    expect(open.notProven.map(said)).toEqual([expect.stringContaining('OutsideThePacked')]);
    expect(compareModels(open, open).unproven).toHaveLength(1);
  });

  it.each([
    ['AWS::IAM::ManagedPolicy', { Roles: ['made-elsewhere'], PolicyDocument: document(read) }, 'made-elsewhere'],
    ['AWS::IAM::User', { Groups: ['Admins'] }, 'Admins'],
    ['AWS::IAM::UserToGroupAddition', { GroupName: 'Admins', Users: [] }, 'Admins'],
    ['AWS::IAM::UserToGroupAddition', { GroupName: 'training', Users: ['somebody'] }, 'somebody'],
    ['AWS::Lambda::LayerVersionPermission', { Action: 'lambda:GetLayerVersion', Principal: '*' }, 'not read'],
    ['AWS::RAM::ResourceShare', { Name: 'r', Principals: ['999999999999'] }, 'not read'],
  ])('lists %s with %j', (Type, Properties, named) => {
    const { notProven } = model({ ...base, Other: { Type, Properties } as JsonObject });
    expect(notProven.map(said)).toEqual([expect.stringContaining(named)]);
    expect(notProven[0]?.logicalId).toBe('Other');
  });
});

describe('two assemblies', () => {
  it('do not change access where only names and order differ', () => {
    const { Training, ...rest } = base;
    const diff = compareModels(before, model({ ...rest, Training: Training as JsonObject }));
    expect(diff).toEqual({ wider: [], narrower: [], latent: [], unproven: [] });
    expect(renderText(diff, [])).toBe('No change in access.\n');
    expect(exitCode(diff, [])).toBe(0);
  });

  it('tell in words what a role may do more', () => {
    const diff = compareModels(
      before,
      model({
        ...base,
        Training: role('training', 'sagemaker.amazonaws.com', { ...read, Action: ['s3:GetObject', 's3:DeleteObject'] }),
      }),
    );
    expect(diff.wider.map(explainFinding)).toEqual([
      [
        'training may now s3:DeleteObject on raw/example, with aws:securetransport = true',
        '  now: allowed by statement Read of work',
        '  before: implicitly denied, nothing allows it in: identity, resource',
        `  id: ${findingId(diff.wider[0] as ModelFinding)}`,
      ].join('\n'),
    ]);
    expect(exitCode(diff, [])).toBe(1);
  });

  it('tell who gets in when a bucket loses a deny', () => {
    const { RawPolicy: _, ...rest } = base;
    const diff = compareModels(before, model(rest));
    expect(diff.narrower).toEqual([]);
    expect(diff.wider.map(({ who }) => who)).toEqual(
      expect.arrayContaining(['training', 'any other role of the account']),
    );
  });

  it('tell that a bucket opens to another account and to everybody', () => {
    const open = {
      Sid: 'Open',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: objects,
    };
    const policy = {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Raw' }, PolicyDocument: document(tls, open) },
    };
    const who = compareModels(before, model({ ...base, RawPolicy: policy })).wider.map((finding) => finding.who);
    expect(who).toEqual(
      expect.arrayContaining(['any role of another account', 'anyone without credentials', 'people']),
    );
  });

  it('tell whom of everybody a deny exempts', () => {
    const partner = 'arn:aws:iam::444455556666:role/partner';
    const open = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: objects };
    const but = { ...open, Effect: 'Deny', Condition: { StringNotEquals: { 'aws:PrincipalArn': partner } } };
    const policy = {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Raw' }, PolicyDocument: document(tls, open, but) },
    };
    const who = compareModels(before, model({ ...base, RawPolicy: policy })).wider.map((finding) => finding.who);
    expect(who).toContain(partner);
  });

  it('tell whom a role trusts more', () => {
    const diff = compareModels(before, model({ ...base, Training: role('training', 'lambda.amazonaws.com', read) }));
    expect(diff.wider.map(({ who, actions }) => `${who} ${actions}`)).toEqual(['lambda.amazonaws.com sts:assumerole']);
    expect(diff.narrower.map(({ who }) => who)).toEqual(['sagemaker.amazonaws.com']);
  });

  it('tell what an endpoint lets through', () => {
    const endpoint = (Resource: string): JsonObject => ({
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        ServiceName: 'com.amazonaws.eu-west-1.s3',
        PolicyDocument: document({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource }),
      },
    });
    const narrow = model({ ...base, Endpoint: endpoint('arn:aws:s3:::other/*') });
    const wide = model({ ...base, Endpoint: endpoint('*') });
    expect(compareModels(narrow, wide).wider).toMatchObject([{ who: 'training', through: 'Endpoint' }]);
    expect(compareModels(wide, narrow).wider).toEqual([]);
  });
});

describe('permissions that lead to others', () => {
  const jobs: JsonObject = { Effect: 'Allow', Action: 'sagemaker:CreateTrainingJob', Resource: '*' };
  const pass: JsonObject = { Effect: 'Allow', Action: 'iam:PassRole', Resource: { 'Fn::GetAtt': ['Training', 'Arn'] } };
  const kinds = (...statements: JsonObject[]) =>
    newEscalations(before, model({ ...base, People: role('people', 'sagemaker.amazonaws.com', ...statements) })).map(
      ({ kind, to }) => `${kind}: ${to}`,
    );

  it('are none at first', () => expect(escalations(before)).toEqual([]));
  it('need both the passing and the job', () => {
    expect(kinds(pass)).toEqual([]);
    expect(kinds(jobs)).toEqual([]);
    expect(kinds(pass, jobs)).toEqual(['passes a role to a job: training']);
  });
  it('are edits of policies and of trust', () => {
    expect(kinds({ Effect: 'Allow', Action: 'iam:Put*', Resource: '*' })).toContain('edits policies: people');
    expect(kinds({ Effect: 'Allow', Action: 'iam:UpdateAssumeRolePolicy', Resource: '*' })).toContain(
      'edits trust: training',
    );
  });
  it('are grants of a key, and service-linked roles', () => {
    expect(kinds({ Effect: 'Allow', Action: 'kms:CreateGrant', Resource: '*' })).toEqual(['grants a key: Key']);
    const forServices = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };
    expect(kinds({ Effect: 'Allow', Action: 'kms:CreateGrant', Resource: '*', Condition: forServices })).toEqual([]);
    expect(kinds({ Effect: 'Allow', Action: 'iam:CreateServiceLinkedRole', Resource: '*' })).toHaveLength(1);
  });
});
