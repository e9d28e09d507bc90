import { describe, expect, it } from 'vitest';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { type AccessModel, modelOf } from '../../templates/judge/read/model.ts';
import { said } from '../../templates/judge/read/not-proven.ts';
import type { Given } from '../../templates/judge/read/parameters.ts';
import { explainDecision } from '../../templates/judge/show/why.ts';
import { account, scope } from './bucket-and-role.ts';

const template = (Resources: JsonObject, more: JsonObject = {}, given: Given = {}): AccessModel =>
  modelOf([
    assemblyOf([
      { name: 'S', account, region: 'eu-west-1', partition: 'aws', given, template: { Resources, ...more } },
    ]),
  ]);

const role = (...Statement: unknown[]): JsonObject => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'analyst',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement } as unknown as JsonObject }],
  },
});
const allow = (Action: unknown, Resource: unknown = '*', more: JsonObject = {}) =>
  ({ Effect: 'Allow', Action, Resource, ...more }) as JsonObject;
const read = allow('s3:GetObject', 'arn:aws:s3:::lake/*');
const why = (model: AccessModel, action: string, what: string) =>
  explainDecision({ who: 'analyst', action, what }, model, scope).map(({ words }) => words);

describe('What is not understood leaves the rest to be judged, and is named', () => {
  it.each([
    ['an action that there is not', allow('s3:HeadObject'), 'there is no action s3:HeadObject'],
    ['a service that there is not', allow('s4:*'), 'there is no action s4:*'],
    ['a key that nothing defines', { ...read, Condition: { StringEquals: { 'aws:Nonsense': 'v' } } }, 'aws:nonsense'],
    ['an operator that there is not', { ...read, Condition: { StringEqual: { 'aws:SourceVpc': 'v' } } }, 'StringEqual'],
    ['a resource that is not an ARN', allow('s3:PutObject', 'lake'), '"lake"'],
    ['a statement that is none', 'statement', 'is not a statement'],
    ['an element that there is not', { ...read, Effekt: 'Allow' }, 'Effekt'],
    ['a value of the deployment', allow('s3:PutObject', { Ref: 'Somewhere' }), 'Ref Somewhere'],
    ['a dynamic reference', allow('s3:PutObject', '{{resolve:ssm:bucket}}'), '{{resolve:ssm:bucket}}'],
  ])('%s', (_, statement, named) => {
    const model = template({ Role: role(read, statement) });
    expect(model.notProven.map(said).join('\n')).toContain(named);
    expect(model.notProven.every(({ logicalId }) => logicalId === 'Role')).toBe(true);
    expect(why(model, 's3:GetObject', 'arn:aws:s3:::lake/x')[0]).toMatch(/^not proven \(by what was read: allowed/);
  });

  it('of a list, the member that is none', () => {
    const model = template({ Role: role(allow(['s3:GetObject'], ['arn:aws:s3:::lake/*', 'lake'])) });
    expect(model.notProven.map(({ what }) => what)).toEqual(['Policies[0].PolicyDocument.Statement[0].Resource']);
    expect(why(model, 's3:GetObject', 'arn:aws:s3:::lake/x')[0]).toContain('allowed by p/#0');
  });

  it('with the nearest action that there is', () => {
    const [open] = template({ Role: role(allow('s3:GetObjects')) }).notProven;
    expect(open?.why).toContain('the nearest is s3:GetObject');
  });
});

describe('Conditions and parameters', () => {
  const more = {
    Parameters: { Stage: { Type: 'String', Default: 'dev' }, Open: { Type: 'String' } },
    Conditions: {
      IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
      IsOpen: { 'Fn::Equals': [{ Ref: 'Open' }, 'yes'] },
      Both: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'IsOpen' }] },
    },
  };
  const choice = (condition: string) => ({
    'Fn::If': [condition, allow('s3:DeleteObject', 'arn:aws:s3:::lake/*'), { Ref: 'AWS::NoValue' }],
  });

  it.each([
    ['IsProd', {}, false, 'not allowed by identity'],
    ['IsProd', { parameters: { Stage: 'prod' } }, false, 'allowed by p/#1'],
    ['Both', {}, false, 'not allowed by identity'],
    ['IsOpen', {}, true, 'allowed by p/#1'],
    ['IsOpen', { conditions: { IsOpen: false } }, false, 'not allowed by identity'],
  ])('%s, with %j given, is open: %s', (condition, given, open, words) => {
    const model = template({ Role: role(read, choice(condition)) }, more, given);
    expect(model.notProven.length > 0).toBe(open);
    expect(why(model, 's3:DeleteObject', 'arn:aws:s3:::lake/x')[0]).toContain(words);
  });

  it('leave out what they do not make', () => {
    const conditional = { ...role(read), Condition: 'IsProd' } as JsonObject;
    expect(template({ Role: conditional }, more).principals).toEqual([]);
    expect(template({ Role: { ...conditional, Condition: 'IsOpen' } }, more).notProven[0]?.why).toContain('IsOpen');
  });

  it('take a value of a mapping', () => {
    const Mappings = { Buckets: { dev: { Name: 'arn:aws:s3:::lake/*' } } };
    const resource = { 'Fn::FindInMap': ['Buckets', { Ref: 'Stage' }, 'Name'] };
    const model = template({ Role: role(allow('s3:GetObject', resource)) }, { ...more, Mappings });
    expect(why(model, 's3:GetObject', 'arn:aws:s3:::lake/x')).toEqual(['allowed by p/#0']);
  });
});

describe('A resource of any type', () => {
  it.each([
    ['AWS::ECR::Repository', 'Arn', 'ecr:BatchGetImage', 'arn:aws:ecr:eu-west-1:111111111111:repository/«S/It»'],
    ['AWS::DynamoDB::Table', 'Arn', 'dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:111111111111:table/«S/It»'],
    [
      'AWS::EFS::FileSystem',
      'Arn',
      'elasticfilesystem:ClientMount',
      'arn:aws:elasticfilesystem:eu-west-1:111111111111:file-system/«S/It»',
    ],
    ['AWS::Kinesis::Stream', 'Arn', 'kinesis:PutRecord', 'arn:aws:kinesis:eu-west-1:111111111111:stream/«S/It»'],
    [
      'AWS::SageMaker::Domain',
      'DomainArn',
      'sagemaker:DescribeDomain',
      'arn:aws:sagemaker:eu-west-1:111111111111:domain/«S/It»',
    ],
    [
      'AWS::StepFunctions::StateMachine',
      'Arn',
      'states:StartExecution',
      'arn:aws:states:eu-west-1:111111111111:stateMachine:«S/It»',
    ],
  ])('%s is one ARN of its form by GetAtt, and by Ref where that is its ARN', (Type, attribute, action, arn) => {
    const made = { It: { Type, Properties: {} } };
    for (const resource of [{ 'Fn::GetAtt': ['It', attribute] }, { 'Fn::Sub': `\${It.${attribute}}` }]) {
      const model = template({ ...made, Role: role(allow(action, resource)) });
      expect(model.notProven).toEqual([]);
      expect(why(model, action, arn)).toEqual(['allowed by p/#0']);
    }
  });

  it('has the path of a role in its ARN, and names a user by its name', () => {
    const made = { Type: 'AWS::IAM::Role', Properties: { Path: '/team/', RoleName: 'x' } };
    const { principals } = template({ Role: made, User: { Type: 'AWS::IAM::User', Properties: { UserName: 'u' } } });
    expect(principals.map(({ name, arn }) => [name, arn])).toEqual([
      ['x', `arn:aws:iam::${account}:role/team/x`],
      ['u', `arn:aws:iam::${account}:user/u`],
    ]);
  });
});

describe('A template that AWS rewrites', () => {
  it.each([
    ['a transform', { Transform: 'AWS::Serverless-2016-10-31' }, {}],
    ['a loop', {}, { 'Fn::ForEach::Roles': ['X', ['a'], {}] as unknown as JsonObject }],
  ])('is not proven: %s', (_, more, resources) => {
    const model = template({ Role: role(read), ...resources }, more);
    expect(model.notProven).toHaveLength(1);
    expect(why(model, 's3:PutObject', 'arn:aws:s3:::lake/x')[0]).toMatch(/^not proven/);
  });
});
