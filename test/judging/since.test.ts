import { describe, expect, it } from 'vitest';
import { stacksOf } from '../../src/formats/templates.ts';
import { judging } from '../../src/judging/judging.ts';

type Value = Record<string, unknown>;

const policy = (...statements: Value[]) => ({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string, more: Value = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: string, more: Value = {}) => ({ Effect: 'Deny', Action, Resource: '*', ...more });
const role = (service: string, ...policies: [name: string, statement: Value][]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'r',
    AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }),
    Policies: policies.map(([PolicyName, statement]) => ({ PolicyName, PolicyDocument: policy(statement) })),
  },
});

/** What a second template lets somebody do that the first does not, and what of it is not proven. */
const since = (before: Value, after: Value) =>
  judging((engine) => {
    const read = (Resources: Value) => stacksOf(['t.json'], () => JSON.stringify({ Resources }), {});
    const { changes, unproven } = engine.widened(read(before), read(after));
    return { wider: changes.map(({ text }) => text.split('\n')[0]), open: unproven.map(({ text }) => text) };
  });
const nothing = { wider: [], open: [] };

describe('a policy that is written over another', () => {
  const guarded = { R: role('ec2.amazonaws.com', ['main', allow('s3:*')], ['guard', deny('s3:Delete*')]) };
  const more = (Type: string, PolicyName: string, by: Value) => ({
    ...guarded,
    D: { Type, Properties: { PolicyName, PolicyDocument: policy(allow('s3:GetObject')), ...by } },
  });
  it.each([
    ['AWS::IAM::Policy', { Roles: [{ Ref: 'R' }] }],
    ['AWS::IAM::RolePolicy', { RoleName: { Ref: 'R' } }],
  ])('%s of the same name leaves nothing of a deny', async (type, by) => {
    const { wider, open } = await since(guarded, more(type, 'guard', by));
    expect(wider[0]).toContain('r may now s3:Delete');
    expect(open).toEqual([expect.stringContaining('two policies of the name guard: the last one to be written stays')]);
    expect(await since(guarded, more(type, 'other', by))).toEqual(nothing);
  });

  it('is the same of a queue', async () => {
    const owner = { Principal: { AWS: 'arn:aws:iam::000000000000:root' } };
    const on = (...statements: Value[]) => ({
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [{ Ref: 'Q' }], PolicyDocument: policy(...statements) },
    });
    const first = on(allow('sqs:*', owner), deny('sqs:DeleteMessage', { Principal: '*' }));
    const before = { Q: { Type: 'AWS::SQS::Queue' }, A: first };
    const { wider, open } = await since(before, { ...before, B: on(allow('sqs:SendMessage', owner)) });
    expect(wider.join()).toContain('may now sqs:DeleteMessage on Q');
    expect(open).toEqual([expect.stringContaining('one of two policies of Q')]);
    expect(await since(before, { ...before, B: first })).toEqual(nothing);
  });
});

describe('an endpoint that lets through more', () => {
  const endpoint = (...statements: Value[]) => ({
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      ServiceName: 'com.amazonaws.us-east-1.s3',
      ...(statements.length > 0 && { PolicyDocument: policy(...statements) }),
    },
  });
  const narrow = endpoint(allow('s3:GetObject', { Principal: '*', Resource: 'arn:aws:s3:::mine/*' }));
  const wide = endpoint(allow('*', { Principal: '*' }));
  const logging = role('vpc-flow-logs.amazonaws.com', ['p', allow('logs:PutLogEvents')]);
  it.each<[string, Value, Value]>([
    ['a policy for everything', { E: narrow }, { E: wide }],
    ['no policy', { E: narrow }, { E: endpoint() }],
    [
      'a policy for everything, beside a role that uses another service',
      { E: narrow, L: logging },
      { E: wide, L: logging },
    ],
  ])('%s', async (_, before, after) => {
    const { wider } = await since(before, after);
    expect(wider[0]).toMatch(/^any other role of the account may now s3.*for requests through E/);
    expect(wider.join()).not.toMatch(/logs:|kms:[A-Z]/);
    expect((await since(after, before)).wider).toEqual([]);
  });
});

it.each([
  [{ BlockPublicPolicy: false, RestrictPublicBuckets: true }, 'RestrictPublicBuckets'],
  [{ IgnorePublicAcls: true }, 'IgnorePublicAcls'],
])('a bucket that is open once %j is off', async (block, name) => {
  const bucket = (given: Value) => ({
    B: { Type: 'AWS::S3::Bucket', Properties: { PublicAccessBlockConfiguration: given } },
  });
  const { wider } = await since(bucket(block), bucket({ ...block, [name]: false }));
  expect(wider).toEqual([`t/B (AWS::S3::Bucket) is protected less: ${name} is off`]);
  expect(await since(bucket({ ...block, [name]: false }), bucket(block))).toEqual(nothing);
});
