import { describe, expect, it } from 'vitest';
import { judgementOf } from '../../src/judging/judgement.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { Json, JsonObject } from '../../templates/judge/read/json.ts';
import { said } from '../../templates/judge/read/not-proven.ts';
import { one, role, trust } from './written.ts';

/** What a template of one resource is told as not proven, with a parameter P and a condition C that nobody decides. */
function open(Type: string, Properties: JsonObject, more: JsonObject = {}): string[] {
  const template = {
    Parameters: { P: { Type: 'String' } },
    Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } },
    Resources: { R: one(Type, Properties), ...more },
  };
  const stack = { name: 'T', account: '000000000000', region: 'eu-west-1', partition: 'aws', template };
  return judgementOf([assemblyOf([stack])]).notProven.map(({ logicalId, what }) => `${logicalId} ${what}`);
}

const P = { Ref: 'P' };
const either = (one: Json, other: Json): JsonObject => ({ 'Fn::If': ['C', one, other] });
const none = { Ref: 'AWS::NoValue' };

describe('A value that nobody knows is told where a rule turns on it', () => {
  it.each<[string, JsonObject, string]>([
    ['Cognito::IdentityPool', { AllowUnauthenticatedIdentities: P }, 'AllowUnauthenticatedIdentities'],
    [
      'Cognito::IdentityPool',
      { AllowUnauthenticatedIdentities: either(false, true) },
      'AllowUnauthenticatedIdentities',
    ],
    ['RDS::DBInstance', { StorageEncrypted: P }, 'StorageEncrypted'],
    ['RDS::DBInstance', { StorageEncrypted: either(true, false) }, 'StorageEncrypted'],
    ['RDS::DBInstance', { DBSnapshotIdentifier: either(P, none) }, 'DBSnapshotIdentifier'],
    ['ApiGatewayV2::Route', { AuthorizationType: P, RouteKey: 'GET /' }, 'AuthorizationType'],
    ['ApiGatewayV2::Route', { AuthorizationType: either('JWT', 'NONE') }, 'AuthorizationType'],
    ['ApiGateway::Method', { AuthorizationType: either('AWS_IAM', 'NONE') }, 'AuthorizationType'],
    ['ApiGateway::Method', { AuthorizationType: 'NONE', ApiKeyRequired: either(true, false) }, 'ApiKeyRequired'],
    ['AppSync::GraphQLApi', { AuthenticationType: P }, 'AuthenticationType'],
    ['CodeBuild::Project', { Visibility: either('PRIVATE', 'PUBLIC_READ') }, 'Visibility'],
    ['CloudTrail::Trail', { EnableLogFileValidation: either(true, false) }, 'EnableLogFileValidation'],
    ['ElasticLoadBalancingV2::Listener', { Protocol: either('HTTPS', 'HTTP') }, 'Protocol'],
    [
      'CloudFront::Distribution',
      { DistributionConfig: { CacheBehaviors: [{ ViewerProtocolPolicy: P }] } },
      'DistributionConfig.CacheBehaviors[0].ViewerProtocolPolicy',
    ],
    ['EC2::VPCEndpoint', { PolicyDocument: either(trust({ Action: '*' }), none) }, 'PolicyDocument'],
    ['Events::EventBusPolicy', { StatementId: 's', Principal: either('111111111111', '*') }, 'Principal'],
    ['EC2::SecurityGroup', { SecurityGroupIngress: { 'Fn::Transform': {} } }, 'SecurityGroupIngress'],
    ['EC2::SecurityGroup', { SecurityGroupIngress: [{ 'Fn::Transform': {} }] }, 'SecurityGroupIngress[0]'],
    [
      'EKS::Cluster',
      { ResourcesVpcConfig: { EndpointPublicAccess: false, 'Fn::Transform': {} } },
      'ResourcesVpcConfig',
    ],
  ])('%s %j', (type, properties, what) => {
    expect(open(`AWS::${type}`, properties)).toContain(`R ${what}`);
  });

  it.each<[string, JsonObject]>([
    ['RDS::DBInstance', { StorageEncrypted: true, DBSnapshotIdentifier: P, DBName: P }],
    ['CloudTrail::Trail', { EnableLogFileValidation: true, S3BucketName: P, IsLogging: true }],
    ['ApiGatewayV2::Route', { AuthorizationType: 'JWT', RouteKey: P, ApiKeyRequired: P }],
    ['ApiGateway::Method', { AuthorizationType: 'AWS_IAM', HttpMethod: P, RestApiId: P }],
    ['S3::Bucket', { BucketName: P, LoggingConfiguration: { DestinationBucketName: P } }],
    ['CloudFront::Distribution', { DistributionConfig: { Aliases: [P], DefaultCacheBehavior: { TargetOriginId: P } } }],
    ['EC2::SecurityGroup', { VpcId: P, SecurityGroupIngress: [{ FromPort: P, ToPort: P, CidrIp: '10.0.0.0/8' }] }],
    [
      'EC2::Instance',
      { ImageId: P, BlockDeviceMappings: [{ DeviceName: P, Ebs: { Encrypted: true, SnapshotId: P } }] },
    ],
    ['Kinesis::Stream', { StreamEncryption: { KeyId: P } }],
    ['SQS::Queue', { QueueName: P, KmsMasterKeyId: P }],
  ])('but not what it leaves as it is: %s %j', (type, properties) => {
    expect(open(`AWS::${type}`, properties)).toEqual([]);
  });
});

describe('What grants something to whoever gets it', () => {
  const text = (Action: string) => trust({ Action, Resource: '*' });
  const policy = one('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'devs', PolicyDocument: text('*') });
  const arn = 'arn:aws:iam::000000000000:policy/devs';
  const told = (Resources: Record<string, JsonObject>) => {
    const stack = {
      name: 'T',
      account: '000000000000',
      region: 'eu-west-1',
      partition: 'aws',
      template: { Resources },
    };
    return judgementOf([assemblyOf([stack])]).notProven.map(said);
  };

  it('is told of a managed policy that nobody here has, each text for itself', () => {
    expect(told({ M: policy }).join()).toContain('who has it attached is not in these templates');
    const narrow = one('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'devs', PolicyDocument: text('s3:GetObject') });
    expect(told({ M: narrow })).not.toEqual(told({ M: policy }));
  });
  it.each<[string, JsonObject]>([
    ['attached by its ARN', role({ ManagedPolicyArns: [arn] })],
    ['attached by its reference', role({ ManagedPolicyArns: [{ Ref: 'M' }] })],
    ['a boundary', role({ PermissionsBoundary: { Ref: 'M' } })],
  ])('and not of one that is %s', (_, R) => {
    expect(told({ M: policy, R })).toEqual([]);
  });
});

describe('A policy that was read is not told as unread', () => {
  const root = { AWS: 'arn:aws:iam::000000000000:root' };
  const bus = 'arn:aws:events:eu-west-1:000000000000:event-bus/default';
  it.each<[string, string, JsonObject]>([
    [
      'as the statement of an event bus',
      'AWS::Events::EventBusPolicy',
      { StatementId: 's', Statement: { Effect: 'Allow', Principal: root, Action: 'events:PutEvents', Resource: bus } },
    ],
    [
      'as a text',
      'AWS::IAM::Role',
      { AssumeRolePolicyDocument: JSON.stringify(trust({ Principal: root, Action: 'sts:AssumeRole' })) },
    ],
  ])('%s', (_, type, properties) => {
    expect(open(type, properties)).toEqual([]);
  });
});

it('takes a template that keeps something else in Metadata.Names', () => {
  const template = { Metadata: { Names: { x: 5 } }, Resources: { Topic: one('AWS::SNS::Topic') } };
  const stack = { name: 'T', account: '000000000000', region: 'eu-west-1', partition: 'aws', template };
  expect(assemblyOf([stack]).names).toEqual({});
});
