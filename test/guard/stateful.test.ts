import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { expect, test } from 'vitest';
import { statefulTypes } from '../../scripts/stateful.ts';
import { unwatched } from '../../templates/judge/ratchet/detection.ts';
import { losses } from '../../templates/judge/ratchet/losses.ts';
import type { RatchetResource } from '../../templates/judge/ratchet/resources.ts';
import committed from '../../templates/judge/ratchet/stateful.json' with { type: 'json' };

const bucket = (properties: Record<string, unknown> = {}, policy = 'Retain'): RatchetResource => ({
  Type: 'AWS::S3::Bucket',
  Properties: properties,
  DeletionPolicy: policy,
  UpdateReplacePolicy: policy,
});
const stack = (resources: Record<string, RatchetResource>) =>
  new Map(Object.entries(resources).map(([id, resource]) => [`Data/${id}`, resource]));
const idsOf = (before: Record<string, RatchetResource>, after: Record<string, RatchetResource>) =>
  losses(stack(before), stack(after)).map(({ id }) => id);

test('the table of types is what AWS specifies', () => {
  expect(committed).toEqual(statefulTypes());
});

test('every property that the library calls a replacement is one here', () => {
  const missed: string[] = [];
  for (const [type, properties] of Object.entries(committed)) {
    for (const property of properties) {
      const before: RatchetResource = { Type: type, Properties: { [property]: 'a' } };
      const after: RatchetResource = { Type: type, Properties: { [property]: 'b' } };
      const template = (resource: RatchetResource) => ({ Resources: { It: resource } });
      const { changeImpact } = fullDiff(template(before), template(after)).resources.get('It');
      const library = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE].includes(changeImpact);
      const here = idsOf({ It: before }, { It: after }).includes('upgrade/replaced/Data/It');
      if (library !== here) missed.push(`${type}.${property}`);
    }
  }
  expect(missed).toEqual([]);
});

test('the same templates lose nothing', () => {
  expect(idsOf({ Raw: bucket() }, { Raw: bucket() })).toEqual([]);
});

test('a removed bucket says what becomes of it', () => {
  const [kept] = losses(stack({ Raw: bucket() }), stack({}));
  expect(kept).toMatchObject({ id: 'upgrade/removed/Data/Raw', what: expect.stringContaining('outside of any stack') });
  const [gone] = losses(stack({ Raw: bucket({}, 'Delete') }), stack({}));
  expect(gone?.what).toContain('DELETED');
});

test('a resource without state may come and go', () => {
  expect(idsOf({ Rule: { Type: 'AWS::Events::Rule' } }, { Other: { Type: 'AWS::Events::Rule' } })).toEqual([]);
});

test('a renamed bucket is replaced, and so is what refers to it in a replacing property', () => {
  const store = (name: string) => bucket({ BucketName: name });
  const secret: RatchetResource = {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: { 'Fn::Join': ['', ['of-', { Ref: 'Raw' }]] } },
  };
  expect(idsOf({ Raw: store('a'), Secret: secret }, { Raw: store('b'), Secret: secret })).toEqual([
    'upgrade/replaced/Data/Raw',
    'upgrade/replaced/Data/Secret',
  ]);
});

test('a type that changes under one name is a replacement', () => {
  expect(
    idsOf(
      { It: bucket() },
      { It: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } },
    ),
  ).toEqual(['upgrade/replaced/Data/It']);
});

test('weaker policies are told, stronger ones are not', () => {
  expect(idsOf({ Raw: bucket() }, { Raw: bucket({}, 'Delete') })).toEqual([
    'upgrade/DeletionPolicy/Data/Raw',
    'upgrade/UpdateReplacePolicy/Data/Raw',
  ]);
  expect(idsOf({ Raw: bucket({}, 'Delete') }, { Raw: bucket() })).toEqual([]);
});

test('Retain and RetainExceptOnCreate keep alike what stands', () => {
  expect(idsOf({ Raw: bucket() }, { Raw: bucket({}, 'RetainExceptOnCreate') })).toEqual([]);
  expect(idsOf({ Raw: bucket({}, 'RetainExceptOnCreate') }, { Raw: bucket() })).toEqual([]);
  expect(idsOf({ Raw: bucket({}, 'RetainExceptOnCreate') }, { Raw: bucket({}, 'Snapshot') })).toHaveLength(2);
});

test('what a release leaves behind is not told where it stays', () => {
  expect(losses(stack({ Raw: bucket() }), stack({}), ['Raw'])).toEqual([]);
  expect(losses(stack({ Raw: bucket({}, 'Delete') }), stack({}), ['Raw'])).toHaveLength(1);
  expect(losses(stack({ Raw: bucket() }), stack({}), ['Other'])).toHaveLength(1);
});

const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
const kms = {
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
  },
};
const s3 = {
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
  },
};
const expires = (days: number) => ({
  LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: days }] },
});

test.each([
  ['versioning', versioned, {}],
  ['versioning', versioned, { VersioningConfiguration: { Status: 'Suspended' } }],
  ['encryption', kms, s3],
  ['encryption', s3, {}],
  ['days-until-objects-expire', {}, expires(30)],
  ['days-until-objects-expire', expires(365), expires(90)],
  ['BlockPublicPolicy', { PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }, {}],
  ['access-log', { LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } } }, {}],
])('a bucket loses %s', (name, strong, weak) => {
  expect(idsOf({ Raw: bucket(strong) }, { Raw: bucket(weak) })).toEqual([`upgrade/weaker/Data/Raw/${name}`]);
  expect(idsOf({ Raw: bucket(weak) }, { Raw: bucket(strong) })).toEqual([]);
});

test.each([
  ['AWS::KMS::Key', 'rotation', { EnableKeyRotation: true }, { EnableKeyRotation: false }],
  ['AWS::KMS::Key', 'days-before-deletion', {}, { PendingWindowInDays: 7 }],
  ['AWS::Logs::LogGroup', 'days-of-retention', { RetentionInDays: 365 }, { RetentionInDays: 90 }],
  ['AWS::Logs::LogGroup', 'days-of-retention', {}, { RetentionInDays: 3653 }],
  ['AWS::Logs::LogGroup', 'customer-managed-key', { KmsKeyId: { Ref: 'Key' } }, {}],
  ['AWS::CloudTrail::Trail', 'log-file-validation', { EnableLogFileValidation: true }, {}],
  ['AWS::CloudTrail::Trail', 'logging', { IsLogging: true }, { IsLogging: false }],
  ['AWS::SNS::Topic', 'customer-managed-key', { KmsMasterKeyId: 'x' }, {}],
  ['AWS::GuardDuty::Detector', 'detection', { Enable: true }, { Enable: false }],
])('%s loses %s', (type, name, strong, weak) => {
  const it = (Properties: Record<string, unknown>): Record<string, RatchetResource> => ({
    It: { Type: type, Properties },
  });
  expect(idsOf(it(strong), it(weak))).toEqual([`upgrade/weaker/Data/It/${name}`]);
  expect(idsOf(it(weak), it(strong))).toEqual([]);
});

const blindIn = (before: Record<string, RatchetResource>, after: Record<string, RatchetResource>) =>
  unwatched(stack(before), stack(after)).map(({ what }) => what.split(' ')[2]);
const counting = (rules: string[], more: Record<string, unknown> = {}): RatchetResource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmActions: ['topic'],
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    EvaluationPeriods: 1,
    Metrics: [
      { Id: 'sum', Expression: 'SUM(FILL(METRICS(), 0))', ReturnData: true },
      ...rules.map((rule, index) => ({ Id: `m${index}`, MetricStat: { Metric: { Dimensions: [rule] }, Stat: 'Sum' } })),
    ],
    ...more,
  },
});

test('a rule more moves the others to another alarm on their counts, which tells as much', () => {
  const before = { One: counting(['a', 'c']), Two: counting(['d']) };
  expect(blindIn(before, { One: counting(['a', 'b']), Two: counting(['c', 'd']) })).toEqual([]);
});

test.each([
  ['a count that no alarm adds up any more', { One: counting(['a', 'b']), Two: counting(['d']) }],
  ['another threshold', { One: counting(['a', 'b']), Two: counting(['c', 'd'], { Threshold: 2 }) }],
  ['nobody who is told', { One: counting(['a', 'b']), Two: counting(['c', 'd'], { AlarmActions: ['other'] }) }],
  ['another period', { One: counting(['a', 'b']), Two: counting(['c', 'd'], { EvaluationPeriods: 2 }) }],
])('%s is less', (_, after) => {
  expect(blindIn({ One: counting(['a', 'c']), Two: counting(['d']) }, after)).toContain('Data/One');
});

test('an alarm that goes off at two tells of less where its counts are apart', () => {
  const two = { Threshold: 2 };
  const after = { One: counting(['a'], two), Two: counting(['b'], two) };
  expect(blindIn({ One: counting(['a', 'b'], two) }, after)).toEqual(['Data/One']);
});
