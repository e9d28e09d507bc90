import { join } from 'node:path';
import { type Json, type Kind, many, put } from './place.ts';

export const account = '111122223333';
export const template = 'cdk.out/Data.template.json';
export const bucket: Json = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'raw' } };

export const allow = (Action: unknown, Resource: unknown): Json => ({ Effect: 'Allow', Action, Resource });
export const role = (RoleName: unknown, Statement: unknown, more: Json = {}): Json => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement } }],
    ...more,
  },
});
const reading = (Resource: unknown): Json => ({ A: role('one', allow('s3:GetObject', Resource)) });
const under = (Condition: unknown): Json => ({ A: role('one', { ...allow('s3:*', '*'), Condition }) });
const named = (count: number, make: (at: number) => Json): Json =>
  Object.fromEntries(many(count, (at) => [`R${at}`, make(at)]));
const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown =>
  depth === 0 ? 'a' : wrap(nested(depth - 1, wrap));
const conditions = (count: number, make: (at: number) => unknown) =>
  Object.fromEntries(many(count, (at) => [`C${at}`, make(at)]));
const open = (AWS: unknown): Json => ({
  Type: 'AWS::S3::BucketPolicy',
  Properties: { Bucket: 'raw', PolicyDocument: { Statement: [{ ...allow('s3:*', '*'), Principal: { AWS } }] } },
});
/** As Fn::Sub names a parameter. */
const sub = (name: string) => ['$', `{${name}}`].join('');

const functions: [string, () => Json | string][] = [
  ['a text that is split into a million', () => reading({ 'Fn::Split': ['a', 'a'.repeat(1_500_000)] })],
  ['variables that nobody closed', () => reading({ 'Fn::Sub': '${'.repeat(50_000) })],
  [
    'a text that is doubled thirty times',
    () => reading(nested(30, (a) => ({ 'Fn::Sub': [sub('a').repeat(2), { a }] }))),
  ],
  [
    'calls nested 20,000 deep',
    () => {
      const [before, after] = ['{"Fn::Join":["",['.repeat(20_000), ']]}'.repeat(20_000)];
      return JSON.stringify({ Resources: reading('HERE') }).replace('"HERE"', `${before}"a"${after}`);
    },
  ],
  [
    'names in a circle',
    () => named(300, (at) => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: `R${(at + 1) % 300}` } } })),
  ],
];
const sections: [string, () => Json][] = [
  [
    'a long text that is named many times',
    () => ({
      Parameters: { Long: { Type: 'String', Default: 'x'.repeat(20_000) } },
      Resources: reading({ 'Fn::Sub': sub('Long').repeat(20_000) }),
    }),
  ],
  [
    '3000 places that are not known in one name',
    () => ({ Metadata: { Names: { raw: { 'Fn::GetAtt': ['Raw', many(3000, () => ({ Ref: 'Nobody' }))] } } } }),
  ],
  [
    'conditions that lead to one another by two ways',
    () => ({
      Conditions: conditions(60, (at) => ({ 'Fn::And': [{ Condition: `C${at + 1}` }, { Condition: `C${at + 2}` }] })),
      Resources: { A: { ...bucket, Condition: 'C0' } },
    }),
  ],
  [
    'conditions in a chain',
    () => ({
      Conditions: conditions(20_000, (at) => ({ 'Fn::Not': [{ Condition: `C${at + 1}` }] })),
      Resources: { A: { ...bucket, Condition: 'C0' } },
    }),
  ],
  [
    'branches in branches',
    () => {
      const inner = (at: number): unknown => {
        if (at === 12) return 'arn:aws:s3:::a/*';
        const value = inner(at + 1);
        return { 'Fn::If': [`C${at}`, value, { 'Fn::Sub': [`${sub('x')}b`, { x: value }] }] };
      };
      return {
        Parameters: { P: { Type: 'String' } },
        Conditions: conditions(12, (at) => ({ 'Fn::Equals': [{ Ref: 'P' }, `${at}`] })),
        Resources: reading(inner(0)),
      };
    },
  ],
  [
    'lists in lists',
    () => ({
      Parameters: { P: { Type: 'String', Default: 'a,'.repeat(9000) } },
      Resources: reading(many(3000, () => ({ 'Fn::Split': [',', { Ref: 'P' }] }))),
    }),
  ],
  ...[['that are known', 'k7'] as const, ['that nobody knows', { Ref: 'P' }] as const].map(
    ([what, key]): [string, () => Json] => [
      `3000 keys ${what} of a map of as many`,
      () => ({
        Mappings: { M: Object.fromEntries(many(3000, (at) => [`k${at}`, { v: `${at}` }])) },
        Parameters: { P: { Type: 'String' } },
        Resources: reading(many(3000, () => ({ 'Fn::FindInMap': ['M', key, 'v'] }))),
      }),
    ],
  ),
];
const policies: [string, () => Json | string][] = [
  ['25,000 ARNs', () => reading(many(25_000, (at) => `arn:aws:s3:::b${at}/*`))],
  [
    'actions of many stars',
    () => ({
      A: role(
        'one',
        allow(
          many(20, (at) => `s3:${'*'.repeat(30 + at)}x`),
          '*',
        ),
      ),
    }),
  ],
  ['resources of many stars', () => reading(many(20, (at) => '*a'.repeat(200 + at)))],
  [
    'conditions of many stars',
    () => under({ StringLike: { 'aws:PrincipalTag/x': many(40, (at) => '*a'.repeat(100 + at)) } }),
  ],
  ['2000 principals', () => ({ A: open(many(2000, (at) => `arn:aws:iam::${account}:role/r${at}`)) })],
  [
    '5000 addresses',
    () => under({ IpAddress: { 'aws:SourceIp': many(5000, (at) => `10.${at >> 8}.${at & 255}.0/24`) } }),
  ],
  ['blank lines before its resources', () => `{${'\n'.repeat(400_000)}"Resources": ${JSON.stringify(reading('*'))}}`],
  [
    'names as every object has them',
    () => ({ constructor: bucket, toString: role('one', allow('s3:*', '*')), valueOf: { Type: '__proto__' } }),
  ],
  [
    'values of other kinds',
    () => ({
      A: role(1e21, [allow(1, 2), null, true, allow([], {})]),
      B: { Type: 7 },
      C: null,
      D: [],
      E: role('e', 'x'),
    }),
  ],
  ['a name of 100,000 letters', () => ({ ['x'.repeat(100_000)]: bucket, 'e\u0301': bucket, '\u00e9': bucket })],
];
const large: [string, () => Json][] = [
  [
    '100 roles that may become each other',
    () => named(100, (at) => role(`role-${at}`, allow(['sts:AssumeRole', 'iam:*'], '*'))),
  ],
  ['10,000 resources', () => named(10_000, () => ({ Type: 'AWS::SNS::Topic' }))],
  [
    '3000 weak resources',
    () => named(3000, () => ({ Type: 'AWS::SQS::Queue', Properties: { SqsManagedSseEnabled: false } })),
  ],
];

const kindOf =
  (more: Partial<Kind>, whole = false) =>
  ([what, make]: [string, () => Json | string]): Kind => ({
    name: `template: ${what}`,
    row: 'templates that take long',
    ...more,
    make: (repository) => {
      const made = make();
      const document = whole ? { Resources: { Raw: bucket }, ...(made as Json) } : { Resources: made };
      put(join(repository, template), typeof made === 'string' ? made : JSON.stringify(document));
    },
  });

/** Templates that somebody wrote to keep a reader busy. */
export const longTemplates: Kind[] = [
  ...[...functions, ...policies].map(kindOf({})),
  ...sections.map(kindOf({}, true)),
  ...large.map(kindOf({ onPage: true })),
];
