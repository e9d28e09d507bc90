import { describe, expect, it } from 'vitest';
import { judge } from '../../templates/judge/prove/judge.ts';
import { parseRow, RowError } from '../../templates/judge/prove/row.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import type { AccessResource } from '../../templates/judge/read/model-resources.ts';
import { reachAnswer } from '../../templates/judge/show/reach.ts';
import { explainDecision } from '../../templates/judge/show/why.ts';
import { read, scope, templates } from './bucket-and-role.ts';

const why = (action: string, what: string) =>
  explainDecision({ who: 'training', action, what }, templates(read), scope).map(({ words }) => words);

it('says what a decision depends on', () => {
  expect(why('s3:GetObject', 'raw/train/x')).toEqual(['depends on aws:securetransport (RawPolicy/OnlyOverTls)']);
});

it('says that nothing allows a request, whatever a deny depends on', () => {
  expect(why('s3:GetObject', 'raw/other/x')).toEqual(['not allowed by identity, resource']);
});

it.each([
  ['s3:Frobnicate', 'raw/train/x', 'there is no action s3:Frobnicate'],
  ['s3:Get*', 'raw/train/x', 'there is no action s3:Get*'],
  ['s3:GetObject', 'raw', 'raw is not a resource of s3:GetObject'],
])('refuses what cannot be asked, and prints no empty answer: %s on %s', (action, what, said) => {
  expect(() => why(action, what)).toThrow(RowError);
  expect(() => why(action, what)).toThrow(said);
});

it('says that a question is not proven where AWS does not say what its policies mean', () => {
  const { names, ...model } = templates(read);
  const training = names.training as string;
  const raw = model.resources.find(({ arn }) => arn === names.raw);
  const NotPrincipal = { AWS: training };
  const policy = {
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', NotPrincipal, Action: 's3:*', Resource: '*' },
  } as const;
  const resources = [{ ...(raw as AccessResource), policy: { name: 'RawPolicy', policy } }];
  const question = { who: 'training', action: 's3:GetObject', what: 'raw/train/x' };
  const [found] = explainDecision(question, { ...model, names, resources }, scope);
  expect(found?.words).toBe('not proven');
  expect(found?.notProven.map(({ why }) => why)).toEqual([
    expect.stringContaining('NotPrincipal names arn:aws:iam::111111111111:role/'),
  ]);
});

it('answers for somebody of another account as for one who may do all there', () => {
  const partner = 'arn:aws:iam::444455556666:role/partner';
  const [found] = explainDecision(
    { who: partner, action: 's3:GetObject', what: 'raw/train/x' },
    templates(read),
    scope,
  );
  expect(found?.words).toBe('not allowed by resource');
});

it('marks the keys that the question says nothing of', () => {
  const asked = (phrase?: string) =>
    explainDecision({ who: 'training', action: 's3:GetObject', what: 'raw/train/x', phrase }, templates(read), scope)
      .flatMap(({ parts }) => parts)
      .find(({ statement }) => statement === 'OnlyOverTls')?.why;
  expect(asked()).toBe('may apply: aws:securetransport (not in the question)');
  expect(asked('when aws:SecureTransport is true')).toBe('does not apply: aws:securetransport');
});

it.each([
  ['training cannot s3:GetObject raw/train/x ever', 's3:GetObject', 'raw/train/x'],
  ['training may s3:DeleteObject raw/train/x', 's3:DeleteObject', 'raw/train/x'],
  ['training may s3:GetObject raw/other/x', 's3:GetObject', 'raw/other/x'],
])('gives the reason that a row fails with, which the report shows: %s', (row, action, what) => {
  const model = templates(read, { Condition: undefined as never, Effect: 'Deny', Action: 's3:DeleteObject' });
  const { failures } = judge(parseRow(row, 1), {}, model, scope);
  const [reason] = explainDecision({ who: 'training', action, what }, model, scope).map(({ words }) => words);
  expect(failures).toHaveLength(1);
  expect(failures[0]?.endsWith(`: ${reason}`)).toBe(true);
});

describe('templates that leave the account to the deployment, in two regions', () => {
  const account = '000000000000';
  const stop = {
    Effect: 'Allow',
    Action: 'sagemaker:StopTrainingJob',
    Resource: `arn:aws:sagemaker:*:${account}:training-job/ml-*`,
  };
  const Analyst = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'ml-analyst',
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'work', PolicyDocument: { Version: '2012-10-17', Statement: [stop] } }],
    },
  };
  const stack = (region: string, Resources: object) => ({
    ...{ name: `ml-${region}`, account, region, partition: 'aws', assumed: { account: true, region: false } },
    template: JSON.parse(JSON.stringify({ Resources })),
  });
  const model = modelOf([assemblyOf([stack('eu-west-1', { Analyst }), stack('us-east-1', {})])]);
  const real = '123456789012';
  const asked = (who: string, what: string) =>
    explainDecision({ who, action: 'sagemaker:StopTrainingJob', what }, model, scope).map(({ words }) => words);
  const job = (owner: string, region = 'eu-west-1') => `arn:aws:sagemaker:${region}:${owner}:training-job/ml-x`;

  it.each([`arn:aws:iam::${real}:role/ml-analyst`, `arn:aws:sts::${real}:assumed-role/ml-analyst/jane`])(
    'take the number of %s for theirs',
    (who) => {
      expect(asked(who, job(real))[0]).toMatch(/^allowed/);
      expect(asked(who, job(real, 'us-east-1'))[0]).toMatch(/^allowed/);
      expect(reachAnswer(who, [{ account, model, scope }]).text).toContain('nobody but itself');
    },
  );

  it('are of one account: a question of two is refused', () => {
    expect(() => asked(`arn:aws:iam::${real}:role/ml-analyst`, job('999999999999'))).toThrow(/two accounts/);
  });
});

describe('An ARN as AWS tells it', () => {
  const asked = (Resource: JsonObject | string, what: string, deployed = '000000000000') => {
    const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource }];
    const template = {
      Resources: {
        Lake: { Type: 'AWS::S3::Bucket' },
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { RoleName: 'analyst', Policies: [{ PolicyName: 'p', PolicyDocument: { Statement } }] },
        },
      },
    };
    const stack = { name: 'S', account: deployed, region: 'us-east-1', partition: 'aws', template };
    const assumed = { account: true, region: true };
    const model = modelOf([assemblyOf([{ ...stack, assumed }])]);
    const [found] = explainDecision({ who: 'analyst', action: 's3:GetObject', what }, model, {
      ...scope,
      account: deployed,
    });
    return found?.words;
  };
  const sub = (text: string): JsonObject => ({ 'Fn::Sub': text });

  it.each([
    [
      'its account in its name',
      sub('arn:aws:s3:::data-$' + '{AWS::AccountId}/*'),
      'arn:aws:s3:::data-123456789012/x',
      'allowed by p/#0',
    ],
    [
      'its region in its name',
      sub('arn:aws:s3:::data-$' + '{AWS::Region}/*'),
      'arn:aws:s3:::data-eu-west-1/x',
      'allowed by p/#0',
    ],
    [
      'a number that the policy has',
      'arn:aws:s3:::data-999999999999/*',
      'arn:aws:s3:::data-999999999999/x',
      'allowed by p/#0',
    ],
    [
      'a name that the deployment gives',
      { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Lake', 'Arn'] }, '/*']] } as JsonObject,
      'arn:aws:s3:::s-lake-1a2b/x',
      'not proven (by what was read: not allowed by identity)',
    ],
  ] as [string, JsonObject | string, string, string][])('has %s', (_, resource, what, words) => {
    expect(asked(resource, what)).toBe(words);
  });
});

it('asks in every account, and leaves out those in which nobody is called so', () => {
  const one = (account: string, RoleName: string) => {
    const template = { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName } } } };
    const model = modelOf([assemblyOf([{ name: 'S', account, region: 'eu-west-1', partition: 'aws', template }])]);
    return { account, model, scope: { ...scope, account } };
  };
  const accounts = [one('111122223333', 'dev-analyst'), one('444455556666', 'prod-analyst')];
  expect(reachAnswer('dev-analyst', accounts).text).toContain('dev-analyst');
  expect(reachAnswer('prod-analyst', accounts).text).toContain('prod-analyst');
  expect(() => reachAnswer('nobody', accounts)).toThrow('nobody is called "nobody"');
});
