import { describe, expect, it } from 'vitest';
import {
  differs,
  every,
  everyHas,
  everyStays,
  isNotExactly,
  lacks,
  policyOf,
  sameStatement,
  serviceRole,
  statementsOf,
} from '../../templates/infra/controls/check.ts';
import type { Assembly, Resource } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';

const account = '111122223333';
const bucket = (logicalId: string, properties: JsonObject = {}, more: Partial<Resource> = {}): Resource => ({
  stack: 'data',
  logicalId,
  path: `data/${logicalId}`,
  type: 'AWS::S3::Bucket',
  properties,
  deletionPolicy: undefined,
  updateReplacePolicy: undefined,
  condition: undefined,
  dependsOn: [],
  ref: logicalId,
  ...more,
});
const assembly = (...resources: Resource[]): Assembly => ({
  account,
  stacks: [{ name: 'data', account, region: 'eu-west-1', partition: 'aws-cn', template: {} }],
  resources,
  names: {},
  unresolved: [],
  missing: [],
  notProven: [],
});
const buckets = { type: 'AWS::S3::Bucket' };
const queue = bucket('Queue', { Open: true }, { type: 'AWS::SQS::Queue' });

describe('a check over every resource of a type', () => {
  const closed = every('every bucket is closed', buckets, ({ properties }) => properties.Open === true && 'is open');

  it('names what carries it, and nothing of another type', () => {
    expect(closed.sentence).toBe('every bucket is closed');
    expect(closed.run(assembly(bucket('A'), queue, bucket('B')))).toEqual({
      evidence: ['data: data/A', 'data: data/B'],
      failures: [],
    });
  });

  it('fails by name where one does not bear it out', () => {
    expect(closed.run(assembly(bucket('A'), bucket('B', { Open: true }))).failures).toEqual(['data: data/B is open']);
  });

  it('fails over nothing, since it would hold always', () => {
    expect(closed.run(assembly(queue))).toEqual({ evidence: [], failures: ['0 of 1 AWS::S3::Bucket found'] });
  });

  it('may hold over nothing, or ask for more, where it says so', () => {
    const least = (atLeast: number) => every('x', { ...buckets, atLeast }, () => undefined);
    expect(least(0).run(assembly()).failures).toEqual([]);
    expect(least(2).run(assembly(bucket('A'), bucket('B'))).failures).toEqual([]);
    expect(least(2).run(assembly(bucket('A'))).failures).toEqual(['1 of 2 AWS::S3::Bucket found']);
  });

  it('fails for one that is made only under a condition, whatever it is', () => {
    const sometimes = bucket('A', {}, { condition: 'IsProd' });
    expect(closed.run(assembly(sometimes)).failures).toEqual(['data: data/A is made only under a condition']);
  });

  it('may be about some of them', () => {
    const where = ({ logicalId }: Resource, { resources }: Assembly) => logicalId === 'A' && resources.length === 2;
    const some = every('x', { ...buckets, where }, () => 'is selected');
    expect(some.run(assembly(bucket('A'), bucket('B')))).toEqual({
      evidence: ['data: data/A'],
      failures: ['data: data/A is selected'],
    });
  });

  it('may look at the whole assembly', () => {
    const alone = every('x', buckets, (_, { resources }) => resources.length > 1 && 'is not alone');
    expect(alone.run(assembly(bucket('A'))).failures).toEqual([]);
    expect(alone.run(assembly(bucket('A'), queue)).failures).toEqual(['data: data/A is not alone']);
  });
});

describe('a property', () => {
  it('is deeply equal to what is expected, or the difference is told', () => {
    const properties = { A: { B: [1, 2] }, C: true };
    expect(differs(properties, { A: { B: [1, 2] }, C: true, D: undefined })).toBeUndefined();
    expect(differs(properties, { C: true, A: { B: [2, 1] } })).toBe('has A {"B":[1,2]}, not {"B":[2,1]}');
    expect(differs(properties, { D: 1 })).toBe('has D unset, not 1');
    expect(differs(properties, { C: undefined })).toBe('has C true, not unset');
  });

  it('has this value in every resource, whether it is fixed or depends on the resource', () => {
    const fixed = everyHas('x', buckets, { Name: 'A' });
    expect(fixed.run(assembly(bucket('A', { Name: 'A' }))).failures).toEqual([]);
    expect(fixed.run(assembly(bucket('B', { Name: 'B' }))).failures).toEqual(['data: data/B has Name "B", not "A"']);
    const own = everyHas('x', buckets, ({ logicalId }, made) => ({ Name: `${logicalId}-${made.account}` }));
    expect(own.run(assembly(bucket('B', { Name: `B-${account}` }))).failures).toEqual([]);
    expect(own.run(assembly(bucket('B', { Name: 'B' }))).failures).toHaveLength(1);
  });
});

describe('a resource stays', () => {
  const stays = everyStays('every bucket stays', buckets);
  it.each([
    ['Retain', 'Retain', []],
    [undefined, 'Retain', ['data: data/A has DeletionPolicy unset']],
    ['Delete', 'Retain', ['data: data/A has DeletionPolicy Delete']],
    ['Retain', undefined, ['data: data/A has UpdateReplacePolicy unset']],
    ['Retain', 'Snapshot', ['data: data/A has UpdateReplacePolicy Snapshot']],
  ])('with DeletionPolicy %s and UpdateReplacePolicy %s: %j', (deletionPolicy, updateReplacePolicy, failures) => {
    expect(stays.run(assembly(bucket('A', {}, { deletionPolicy, updateReplacePolicy }))).failures).toEqual(failures);
  });
});

describe('a statement', () => {
  const wanted: JsonObject = {
    Sid: 'Read',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: 'arn:aws:s3:::raw',
    Principal: { AWS: ['a', 'b'] },
    Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1', 'aws:PrincipalTag/team': ['x', 'y'] } },
  };

  it.each<[string, JsonObject]>([
    ['in another order', { ...wanted, Action: ['s3:ListBucket', 's3:GetObject'], Principal: { AWS: ['b', 'a'] } }],
    ['under another Sid', { ...wanted, Sid: 'Other' }],
    ['with a list of one', { ...wanted, Resource: ['arn:aws:s3:::raw'] }],
    [
      'with its conditions in another order',
      { ...wanted, Condition: { StringEquals: { 'aws:PrincipalTag/team': ['y', 'x'], 'aws:SourceVpc': ['vpc-1'] } } },
    ],
  ])('is the same %s', (_, other) => {
    expect(sameStatement(wanted, other)).toBe(true);
    expect(sameStatement(other, wanted)).toBe(true);
  });

  it.each<[string, JsonObject]>([
    ['effect', { ...wanted, Effect: 'Deny' }],
    ['actions', { ...wanted, Action: ['s3:GetObject'] }],
    ['resource', { ...wanted, Resource: 'arn:aws:s3:::raw/*' }],
    ['principals', { ...wanted, Principal: { AWS: ['a'] } }],
    ['kind of principal', { ...wanted, Principal: { Service: ['a', 'b'] } }],
    ['value of a condition', { ...wanted, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-2' } } }],
    ['operator of a condition', { ...wanted, Condition: { StringLike: wanted.Condition as JsonObject } }],
    ['lack of a condition', Object.fromEntries(Object.entries(wanted).filter(([key]) => key !== 'Condition'))],
    ['element more', { ...wanted, NotAction: 'x' }],
  ])('is another one with another %s', (_, other) => {
    expect(sameStatement(wanted, other)).toBe(false);
  });

  it('with a principal in a text is not one with an object', () => {
    expect(sameStatement({ Principal: '*' }, { Principal: ['*'] })).toBe(true);
    expect(sameStatement({ Principal: '*' }, { Principal: { AWS: '*' } })).toBe(false);
  });

  it('with one condition value is not one with two', () => {
    const under = (value: JsonObject): JsonObject => ({ Condition: { Bool: value } });
    expect(sameStatement(under({ a: 'true' }), under({ a: ['true', 'false'] }))).toBe(false);
    expect(sameStatement(under({ a: true }), under({ a: 'true' }))).toBe(true);
  });
});

describe('a policy document', () => {
  const read: JsonObject = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  const write: JsonObject = { ...read, Action: 's3:PutObject' };
  const holding = (...statements: JsonObject[]): JsonObject => ({ PolicyDocument: { Statement: statements } });

  it('has its statements, one alone too, and none where it is none', () => {
    expect(statementsOf(holding(read, write))).toEqual([read, write]);
    expect(statementsOf({ PolicyDocument: { Statement: read } })).toEqual([read]);
    expect(statementsOf({ KeyPolicy: { Statement: [read, 'text'] } }, 'KeyPolicy')).toEqual([read]);
    expect(statementsOf({ PolicyDocument: 'text' })).toEqual([]);
    expect(statementsOf({})).toEqual([]);
  });

  it('lacks a statement by name', () => {
    expect(lacks(holding(read, write), [write, read])).toBeUndefined();
    expect(lacks(holding(read), [read, write])).toBe(`has no statement ${JSON.stringify(write)}`);
    expect(lacks({ Other: { Statement: [read] } }, [read], 'Other')).toBeUndefined();
  });

  it('has exactly these statements or is told what else', () => {
    expect(isNotExactly(holding(read, write), [write, read])).toBeUndefined();
    expect(isNotExactly(holding(read, write), [read])).toBe('has 2 statements, not 1');
    expect(isNotExactly(holding(read), [read, write])).toBe('has 1 statements, not 2');
    expect(isNotExactly(holding(read), [write])).toContain('has no statement');
    expect(isNotExactly({ Other: { Statement: [read] } }, [read], 'Other')).toBeUndefined();
  });
});

describe("a service's role", () => {
  const trust = (more: JsonObject = {}): JsonObject => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'sagemaker.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
    ...more,
  });
  const policy = (logicalId: string, stack = 'data') =>
    bucket(logicalId, {}, { type: 'AWS::IAM::ManagedPolicy', stack });
  const role = (properties: JsonObject = {}) =>
    bucket(
      'Role',
      {
        RoleName: 'my-ml-training',
        ManagedPolicyArns: [`arn:aws-cn:iam::${account}:policy/«data/TrainingPolicy01234567»`],
        AssumeRolePolicyDocument: { Statement: [trust()] },
        ...properties,
      },
      { type: 'AWS::IAM::Role' },
    );
  const check = serviceRole('the role of training', 'my-ml-training', 'sagemaker.amazonaws.com', 'Training');
  const failures = (...resources: Resource[]) =>
    check.run(assembly(policy('TrainingPolicyABCDEF01', 'other'), policy('TrainingPolicy01234567'), ...resources))
      .failures;

  it('holds with its own policy and its own trust', () => {
    expect(check.sentence).toBe('the role of training');
    expect(failures(role())).toEqual([]);
  });

  it.each<[string, Resource[], string]>([
    ['is not there', [], '0 of 1 AWS::IAM::Role found'],
    ['has another name', [role({ RoleName: 'other' })], '0 of 1 AWS::IAM::Role found'],
    ['has no policy', [role({ ManagedPolicyArns: [] })], 'has the policies [[],null]'],
    ['has another policy', [role({ ManagedPolicyArns: ['arn:aws:x'] })], 'has the policies [["arn:aws:x"],null]'],
    ['trusts everyone', [role({ AssumeRolePolicyDocument: { Statement: [trust({ Principal: '*' })] } })], 'has no'],
    ['trusts any account', [role({ AssumeRolePolicyDocument: { Statement: [trust({ Condition: {} })] } })], 'has no'],
    ['trusts one more', [role({ AssumeRolePolicyDocument: { Statement: [trust(), trust()] } })], 'has 2 statements'],
  ])('fails where it %s', (_, resources, reason) => {
    expect(failures(...resources)).toEqual([expect.stringContaining(reason)]);
  });

  it("'s policy is known by the id of its construct, and no other is taken for it", () => {
    const selects = (logicalId: string) => policyOf('Training').where?.(policy(logicalId), assembly());
    expect(policyOf('Training').type).toBe('AWS::IAM::ManagedPolicy');
    expect(selects('TrainingPolicy0123ABCD')).toBe(true);
    for (const other of [
      'TrainingPolicy0123ABCDE',
      'TrainingPolicy0123ABC',
      'MyTrainingPolicy0123ABCD',
      'PeoplePolicy0123ABCD',
    ]) {
      expect(selects(other)).toBe(false);
    }
  });
});
