import { describe, expect, it } from 'vitest';
import { cast } from '../../templates/infra/cast.ts';
import { type Journey, readJourneys } from '../../templates/judge/prove/journey.ts';
import { judgedPlaceOf, judgeJourney } from '../../templates/judge/prove/journeys.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { journeyTable } from '../../templates/judge/show/journeys.ts';

const account = '111122223333';
const project = { name: 'my-ml', region: 'eu-west-1', repository: 'none', accounts: {} };
const bucket = { 'Fn::GetAtt': ['Raw', 'Arn'] };
const person = `arn:aws:iam::${account}:user/alex`;

const document = (...statements: JsonObject[]) => ({ Version: '2012-10-17', Statement: statements });

const inBucket = { Resource: { 'Fn::Join': ['', [bucket, '/*']] } };
const ofTeam = (team: string) => ({ StringEquals: { 'aws:PrincipalTag/team': team } });
const overTls = {
  Sid: 'OnlyOverTls',
  ...{ Effect: 'Deny', Principal: '*', Action: 's3:*' },
  ...inBucket,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const noReading = { ...overTls, Sid: 'NoReading', Action: 's3:GetObject', Condition: {} };

/** A bucket over TLS, an engineer who reads it and is taken with a second factor, and an alert. */
function place(rule: JsonObject = { Name: 'my-ml-read' }, ...denies: JsonObject[]) {
  const template: JsonObject = {
    Metadata: {
      Names: { raw: bucket, engineer: { 'Fn::GetAtt': ['Role', 'Arn'] }, 'engineer-person': person },
    },
    Resources: {
      Raw: { Type: 'AWS::S3::Bucket', Properties: {} },
      RawPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Raw' }, PolicyDocument: document(overTls, ...denies) },
      },
      Rule: { Type: 'AWS::Events::Rule', Properties: rule },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'my-ml-engineer',
          AssumeRolePolicyDocument: document({
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${account}:root` },
            Action: 'sts:AssumeRole',
            Condition: {
              ArnLike: { 'aws:PrincipalArn': person },
              Bool: { 'aws:MultiFactorAuthPresent': 'true' },
            },
          }),
          Policies: [
            {
              PolicyName: 'work',
              PolicyDocument: document(
                { ...inBucket, Effect: 'Allow', Action: 's3:GetObject' },
                { ...inBucket, Effect: 'Allow', Action: 's3:PutObject', Condition: ofTeam('ml') },
              ),
            },
          ],
        },
      },
    },
  };
  const stack = { name: 'data', account, region: 'eu-west-1', partition: 'aws', template };
  return judgedPlaceOf(assemblyOf([stack]), project, cast);
}

const read = { who: 'engineer', action: 's3:GetObject', what: 'raw/*' };
const erase = { who: 'engineer', action: 's3:DeleteObject', what: 'raw/*' };
const journey = (by: Journey['by'], steps: Journey['steps'], more: Partial<Journey> = {}): Journey => ({
  ...{ id: 'a', title: 'A', by, steps },
  ...more,
});
const judged = (one: Journey, signIn = 'iam-users', where = place()) => judgeJourney(one, where, signIn);

describe('a journey of people', () => {
  it('holds where each step is allowed, the way in by their sign-in among them', () => {
    expect(judged(journey('people', [read], { signsIn: ['engineer'] })).failures).toEqual([]);
  });

  it('fails at the step that is not allowed', () => {
    expect(judged(journey('people', [read, erase])).failures[0]).toMatch(/^step 2: .*s3:deleteobject.*not allowed/);
  });

  it('fails where the sign-in shows no second factor and the trust asks for one', () => {
    const { failures } = judged(journey('people', [read], { signsIn: ['engineer'] }), 'identity-center');
    expect(failures[0]).toMatch(/^step 1: engineer-person, sts:assumerole/);
  });
});

describe('an attack', () => {
  it('is stopped at the first step that is denied', () => {
    expect(judged(journey('attacker', [read, erase]))).toMatchObject({
      stopped: 'step 2: engineer s3:DeleteObject raw/*',
      failures: [],
    });
  });

  it('is stopped by the statements that deny the call, and by none where nothing allows it anyway', () => {
    expect(judged(journey('attacker', [erase])).deniedBy).toEqual(['no statement allows it']);
    const write = { ...erase, action: 's3:PutObject', with: { 'aws:PrincipalTag/team': 'other' } };
    expect(judged(journey('attacker', [write])).deniedBy).toEqual(['no statement allows it']);
    const denied = judged(journey('attacker', [read]), 'iam-users', place(undefined, noReading));
    expect(denied.deniedBy).toEqual(['RawPolicy/NoReading']);
  });

  it('that nothing stops fails, unless it is accepted and an alert tells of it', () => {
    const accepted = { alert: 'read', why: 'People read.' };
    expect(judged(journey('attacker', [read])).failures).toHaveLength(1);
    expect(judged(journey('attacker', [read], { accepted })).failures).toEqual([]);
    const rules: JsonObject[] = [{ Name: 'my-ml-other' }, { Name: 'my-ml-read', State: 'DISABLED' }];
    for (const rule of rules) {
      const { failures } = judged(journey('attacker', [read], { accepted }), 'iam-users', place(rule));
      expect(failures).toEqual(['no alert is called my-ml-read']);
    }
  });

  it('that is stopped is not accepted as well: the acceptance is stale', () => {
    const accepted = { alert: 'read', why: 'People read.' };
    expect(judged(journey('attacker', [erase], { accepted })).failures[0]).toContain('take its "accepted" away');
  });

  it('on something that does not exist is not stopped but wrong', () => {
    const wrong = { who: 'nobody', action: 's3:GetObject', what: 'raw/*' };
    expect(judged(journey('attacker', [wrong]))).toMatchObject({ failures: [expect.stringContaining('nobody')] });
  });
});

describe('the table of journeys', () => {
  const accepted = { alert: 'read', why: 'People read.' };
  const list = [
    journey('people', [read], { signsIn: ['engineer'] }),
    journey('attacker', [read, erase], { id: 'b', mitre: ['T1530'] }),
    journey('attacker', [read], { id: 'c', accepted }),
  ];

  it('says who can, at which call an attack stops, and what is accepted with which alert', () => {
    expect(journeyTable(list, { b: 'step 2: engineer s3:DeleteObject raw/*' })).toEqual({
      people: [{ title: 'A', roles: 'engineer' }],
      attacks: [{ title: 'A', techniques: 'T1530', call: 'step 2: engineer s3:DeleteObject raw/*' }],
      accepted: [{ title: 'A', techniques: '', ...accepted }],
    });
  });

  it('names the first call where nobody has judged templates', () => {
    expect(journeyTable(list).attacks[0]?.call).toBe('engineer s3:GetObject');
  });
});

describe('a journeys.json', () => {
  const text = (...list: object[]) => JSON.stringify(list);
  const one = { id: 'a', title: 'A', by: 'people', steps: [read] };

  it('counts with the answers that it names', () => {
    const when = { sensitivity: ['confidential', 'restricted'], trail: { not: 'none' } };
    const found = (settings: object) => readJourneys(text(one, { ...one, when }), 'j', settings).length;
    expect(found({ sensitivity: 'public', trail: 'create' })).toBe(1);
    expect(found({ sensitivity: 'restricted', trail: 'create' })).toBe(2);
    expect(found({ sensitivity: 'restricted', trail: 'none' })).toBe(1);
  });

  it.each([
    ['{', 'is not JSON'],
    ['{}', 'are a list'],
    [text({ id: 'a', steps: [] }), 'a journey has "id"'],
    [text({ ...one, stepz: [] }), 'not "stepz"'],
  ])('%s is refused', (json, what) => {
    expect(() => readJourneys(json, 'j', {})).toThrow(what);
  });
});
