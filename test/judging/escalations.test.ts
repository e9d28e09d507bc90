import { describe, expect, it } from 'vitest';
import { judgementOf } from '../../src/judging/judgement.ts';
import { newEscalations } from '../../templates/judge/compare/escalation.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';

const account = '000000000000';
const document = (...Statement: JsonObject[]) => ({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], Resource: JsonObject | string = '*') => ({
  ...{ Effect: 'Allow', Action, Resource },
});
const arn = (what: string) => `arn:aws:iam::${account}:${what}`;
const PermissionsBoundary = 'arn:aws:iam::aws:policy/AdministratorAccess';
const policies = (...statements: JsonObject[]) => [{ PolicyName: 'p', PolicyDocument: document(...statements) }];

const role = (RoleName: string, Service: string, ...statements: JsonObject[]): JsonObject => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    ...{ RoleName, PermissionsBoundary, ...(statements.length > 0 && { Policies: policies(...statements) }) },
    AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }),
  },
});
const user = (...statements: JsonObject[]): JsonObject => ({
  Type: 'AWS::IAM::User',
  Properties: { UserName: 'u', PermissionsBoundary, Policies: policies(...statements) },
});

const assembly = (Resources: JsonObject, partition = 'aws') =>
  assemblyOf([
    JSON.parse(JSON.stringify({ name: 'T', account, region: 'eu-west-1', partition, template: { Resources } })),
  ]);

/** What is said of the templates, without the calls. */
const said = (Resources: JsonObject, partition?: string) =>
  judgementOf([assembly(Resources, partition)]).weaknesses.map(({ what }) => what.split(', by ')[0]);
const ofRole = (...statements: JsonObject[]) => said({ Me: role('me', 'x.amazonaws.com', ...statements) });
const ofUser = (...statements: JsonObject[]) => said({ U: user(...statements) });

describe('who writes rights', () => {
  it.each([
    ['PutUserPolicy', 'edits policies: any user of the account'],
    ['AttachUserPolicy', 'edits policies: any user of the account'],
    ['PutGroupPolicy', 'edits policies: any group of the account'],
    ['AttachGroupPolicy', 'edits policies: any group of the account'],
    ['AddUserToGroup', 'edits policies: any group of the account'],
    ['CreateAccessKey', 'signs in as a user: any user of the account'],
    ['CreateLoginProfile', 'signs in as a user: any user of the account'],
    ['UpdateLoginProfile', 'signs in as a user: any user of the account'],
    ['CreatePolicyVersion', 'edits policies: any policy'],
  ])('is told of iam:%s, whether it is a role or a user', (verb, way) => {
    const action = `iam:${verb}`;
    expect(ofRole(allow(action))).toEqual([`me ${way}`]);
    expect(ofUser(allow(action))[0]?.replace('any user of the account, u', 'any user of the account')).toBe(`u ${way}`);
  });

  it('is told by the names that the statements have', () => {
    expect(ofUser(allow('iam:PutUserPolicy', arn('user/u')))).toEqual(['u edits policies: u']);
    expect(ofUser(allow('iam:PutGroupPolicy', arn('group/g')))).toEqual(['u edits policies: group/g']);
    const Dev = { Type: 'AWS::IAM::ManagedPolicy', Properties: {} };
    const ManagedPolicyName = 'devpol';
    const PolicyDocument = document(allow('iam:CreatePolicyVersion', arn('policy/devpol')));
    Dev.Properties = { ManagedPolicyName, PolicyDocument, Roles: ['me'] };
    expect(said({ Me: role('me', 'x.amazonaws.com'), Dev })).toEqual(['me edits policies: policy/devpol']);
  });

  it('is nobody who keeps keys and a password of their own', () => {
    const own = arn(`user/${'$'}{aws:username}`);
    expect(ofUser(allow(['iam:CreateAccessKey', 'iam:UpdateLoginProfile'], own))).toEqual([]);
    expect(ofUser(allow('iam:AttachUserPolicy', own))).toEqual(['u edits policies: u']);
  });
});

describe('who passes or takes roles', () => {
  const pass = allow('iam:PassRole');
  const anyRole = 'me passes a role to a job: any role of the account';

  it.each([
    ['lambda:CreateFunction', 'arn:aws:lambda:us-east-1:*:function:*'],
    ['lambda:CreateFunction', 'arn:aws:lambda:*:*:function:team-*'],
    ...[
      ...['lambda:CreateFunction', 'codebuild:CreateProject', 'glue:CreateSession', 'glue:UpdateJob'],
      ...['cloudformation:CreateChangeSet', 'cloudformation:UpdateStack', 'elasticmapreduce:RunJobFlow'],
      ...[
        'ecs:StartTask',
        'ecs:CreateService',
        'sagemaker:CreateHyperParameterTuningJob',
        'sagemaker:CreateUserProfile',
      ],
      ...['states:UpdateStateMachine', 'ssm:StartAutomationExecution', 'codepipeline:CreatePipeline'],
      ...['ec2:AssociateIamInstanceProfile', 'ecs:RunTask'],
    ].map((action) => [action, '*']),
  ])('is told of iam:PassRole and %s on %s, though no template has the role', (action, where) => {
    expect(ofRole(pass, allow(action as string, where as string))).toEqual([anyRole]);
    expect(ofRole(allow('iam:PassRole', arn('role/other')), allow(action as string, where as string))).toEqual([]);
  });

  it('is told of each role of the templates, in every partition', () => {
    const both = (service: string) => ({
      Me: role('me', 'x.amazonaws.com', allow('iam:PassRole'), allow('ec2:RunInstances')),
      Adm: role('adm', service),
    });
    const way = 'me passes a role to a job: adm, any role of the account';
    expect(said(both('ec2.amazonaws.com'))).toEqual([way]);
    expect(said(both('ec2.amazonaws.com.cn'), 'aws-cn')).toEqual([way]);
  });

  it('is told of sts:AssumeRole on every role, and not of roles by a name of their own', () => {
    expect(ofRole(allow('sts:AssumeRole'))).toEqual(['me assumes a role: any role of the account']);
    expect(ofRole(allow('sts:AssumeRole', arn('role/cdk-*')))).toEqual([]);
  });
});

describe('whose rights somebody newly has through what runs code', () => {
  const deputy: [string, JsonObject, string][] = [
    ['AWS::SageMaker::NotebookInstance', { NotebookInstanceName: 'n' }, 'sagemaker:CreatePresignedNotebookInstanceUrl'],
    ['AWS::CodeBuild::Project', { Name: 'n' }, 'codebuild:StartBuild'],
    ['AWS::Lambda::Function', { FunctionName: 'n' }, 'lambda:UpdateFunctionCode'],
  ];
  const roleAt: Record<string, string> = {
    'AWS::SageMaker::NotebookInstance': 'RoleArn',
    'AWS::CodeBuild::Project': 'ServiceRole',
    'AWS::Lambda::Function': 'Role',
  };

  it.each(deputy)('is told where %s gets another role', (Type, properties, action) => {
    const world = (name: string, may = action) =>
      modelOf([
        assembly({
          Low: role('low', 'x.amazonaws.com'),
          Adm: role('adm', 'x.amazonaws.com', allow('s3:*')),
          Dev: role('dev', 'x.amazonaws.com', allow(may)),
          N: { Type, Properties: { ...properties, [roleAt[Type] as string]: { 'Fn::GetAtt': [name, 'Arn'] } } },
        }),
      ]);
    const told = newEscalations(world('Low'), world('Adm')).map(({ who, kind, to }) => `${who} ${kind}: ${to}`);
    expect(told).toEqual(['dev changes what runs with a role: adm']);
    expect(newEscalations(world('Adm'), world('Adm'))).toEqual([]);
    expect(newEscalations(world('Low', 's3:GetObject'), world('Adm', 's3:GetObject'))).toEqual([]);
  });
});
