import { describe, expect, it } from 'vitest';
import { indirect } from '../../assurance/planted/indirect.ts';
import { policies } from '../../assurance/planted/policies.ts';
import { shares } from '../../assurance/planted/shares.ts';
import { structures } from '../../assurance/planted/structures.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import { account } from './bucket-and-role.ts';

// `npm run planted` puts each to the whole judge; nested templates lie in files, which only a directory has.
const inOneTemplate = [...structures, ...policies, ...shares].filter(({ name }) => !/nested/.test(name));

const read = (resources: JsonObject, sections?: JsonObject) => {
  const template = { ...sections, Resources: resources };
  return modelOf([assemblyOf([{ name: 'S', account, region: 'eu-west-1', partition: 'aws', template }])]);
};

describe('A template that grants in one way or another is read as a grant, or not proven', () => {
  it.each(inOneTemplate.map((kind) => [kind.name, kind] as const))('%s', (_, { resources, sections }) => {
    const model = read(resources, sections);
    const grants = model.resources.filter(({ policy }) => policy);
    expect(grants.length + model.notProven.length).toBeGreaterThan(0);
  });
});

describe('What no policy beside it shows is not proven', () => {
  it.each(indirect.map((kind) => [kind.name, kind] as const))('%s', (_, { resources, sections }) => {
    expect(read(resources, sections).notProven).not.toEqual([]);
  });
});

describe('What the templates tell is none of that', () => {
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
  };
  const fn = { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: {} } };
  const token = { 'Fn::GetAtt': ['Function', 'Arn'] };
  it.each<[string, JsonObject]>([
    [
      'a profile of its own role, by name',
      {
        Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'Role' }] } },
        Instance: { Type: 'AWS::EC2::Instance', Properties: { IamInstanceProfile: { Ref: 'Profile' } } },
      },
    ],
    [
      'a task with its own role',
      {
        Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { TaskRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
      },
    ],
    [
      'a resource of the library by its own function',
      {
        Function: fn,
        Planted: { Type: 'Custom::S3AutoDeleteObjects', Properties: { ServiceToken: token } },
      },
    ],
    [
      'a call that only reads, by its own function',
      {
        Function: fn,
        Planted: {
          Type: 'Custom::AWS',
          Properties: { ServiceToken: token, Create: '{"service":"EC2","action":"describeVpcs"}' },
        },
      },
    ],
    [
      'events for a bus of its own account',
      {
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: { Targets: [{ Id: 'a', Arn: `arn:aws:events:eu-west-1:${account}:event-bus/x` }] },
        },
      },
    ],
    [
      'alerts for a topic that many accounts have',
      {
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: { Targets: [{ Id: 'a', Arn: 'arn:aws:sns:eu-west-1:444455556666:security' }] },
        },
      },
    ],
    [
      'a group with a user in it',
      {
        Group: {
          Type: 'AWS::IAM::Group',
          Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
        },
        User: { Type: 'AWS::IAM::User', Properties: { Groups: [{ Ref: 'Group' }] } },
      },
    ],
    [
      'a policy in text, which is read',
      {
        Planted: {
          Type: 'AWS::Logs::Destination',
          Properties: {
            DestinationName: 'x',
            DestinationPolicy: JSON.stringify({
              Version: '2012-10-17',
              Statement: [
                { Effect: 'Allow', Principal: { AWS: account }, Action: 'logs:PutSubscriptionFilter', Resource: '*' },
              ],
            }),
          },
        },
      },
    ],
  ])('%s', (_, resources) => expect(read({ Role: role, ...resources }).notProven).toEqual([]));
});
