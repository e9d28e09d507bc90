import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { resource, weakIn } from './weaknesses.ts';

const stated = (more: JsonObject): JsonObject => ({
  PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...more }] },
});
const boundedRole = (host: string) =>
  resource('AWS::IAM::Role', {
    PermissionsBoundary: 'arn:aws:iam::000000000000:policy/b',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: host } }],
    },
  });
const queue = (Principal: JsonObject | string, Condition: JsonObject = {}) => ({
  Q: resource('AWS::SQS::Queue'),
  R: resource('AWS::SQS::QueuePolicy', {
    Queues: [{ Ref: 'Q' }],
    ...stated({ Action: 'sqs:SendMessage', Principal, Condition }),
  }),
});
const bucket = (Principal: JsonObject | string, Condition: JsonObject = {}) => ({
  B: resource('AWS::S3::Bucket'),
  R: resource('AWS::S3::BucketPolicy', {
    Bucket: { Ref: 'B' },
    ...stated({ Action: 's3:GetObject', Principal, Condition }),
  }),
});
const called = (properties: JsonObject) => ({
  F: resource('AWS::Lambda::Function', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
  Role: boundedRole('lambda.amazonaws.com'),
  R: resource('AWS::Lambda::Permission', {
    FunctionName: { Ref: 'F' },
    Action: 'lambda:InvokeFunction',
    ...properties,
  }),
});
const sns = { Service: 'sns.amazonaws.com' };
const cloudfront = { Service: 'cloudfront.amazonaws.com' };

describe.each([
  ['999999999999', ['other-account R']],
  ['000000000000', []],
])('for account %s', (account, expected) => {
  it.each<[string, Record<string, JsonObject>]>([
    ['a service', queue(sns, { StringEquals: { 'aws:SourceAccount': account } })],
    ['a service for its topic', queue(sns, { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:us-east-1:${account}:t` } })],
    ['its topic', queue('*', { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:us-east-1:${account}:t` } })],
    ['its bucket', called({ Principal: 's3.amazonaws.com', SourceAccount: account, SourceArn: 'arn:aws:s3:::b' })],
    [
      'its distribution',
      bucket(cloudfront, { StringEquals: { 'AWS:SourceArn': `arn:aws:cloudfront::${account}:distribution/D` } }),
    ],
  ])('%s', (_, resources) => expect(weakIn(resources)).toEqual(expected));
});

it.each<[string, Record<string, JsonObject>, string[]]>([
  ['an organization', queue('*', { StringEquals: { 'aws:SourceOrgID': 'o-other12345' } }), ['other-account R']],
  ["anybody's distribution", bucket(cloudfront), ['public R']],
  ["anybody's interface", called({ Principal: 'apigateway.amazonaws.com' }), ['public R']],
  ["anybody's topic", queue(sns), ['public R']],
  ['a named bucket', called({ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::b' }), []],
  ['a service that answers for its callers itself', called({ Principal: 'events.amazonaws.com' }), []],
  ['addresses that begin with 1', bucket('*', { StringLike: { 'aws:SourceIp': '1*' } }), ['public R']],
  ['addresses of 10.0.0.0/0', bucket('*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/0' } }), ['public R']],
  ['one address', bucket('*', { IpAddress: { 'aws:SourceIp': '203.0.113.7' } }), []],
  ['a range', bucket('*', { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }), []],
])('for %s', (_, resources, expected) => expect(weakIn(resources)).toEqual(expected));

it('leaves to PassRole for whom a service takes a role, and to the service what it opens with a key', () => {
  const KeyPolicy = stated({ Action: 'kms:Decrypt', Principal: sns }).PolicyDocument as JsonObject;
  const Key = resource('AWS::KMS::Key', { KeyPolicy });
  expect(weakIn({ Role: boundedRole('apigateway.amazonaws.com'), Key })).toEqual([]);
});
