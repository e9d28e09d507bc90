import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Answers, defaults } from '../../src/answers/answers.ts';
import { answerText, parsed, withValue } from '../../src/answers/keys.ts';
import { questions } from '../../src/answers/questions.ts';
import { regions } from '../../src/answers/regions.ts';
import { invalidAnswers } from '../../src/answers/validate.ts';
import { answerKeys } from '../../src/shape/kinds.ts';
import { root } from '../program.ts';

// Roles of our own need a qualifier of our own: no answer alone is at fault for it.
const usual = { ...defaults('my-ml'), bootstrap: { ...defaults('my-ml').bootstrap, qualifier: 'team1' } };
const keysOf = (answers: Answers) => invalidAnswers(answers, controls).map(({ key }) => key);
const controls = [
  { id: 'trail', from: 'public' as const },
  { id: 'object-lock', from: 'restricted' as const },
  { id: 'macie', from: 'confidential' as const, partitions: ['aws'] },
];

/** Each answer with values that can be used, and with values that cannot, in the form of --set. */
const rows: Record<(typeof answerKeys)[number], { good: string[]; bad: string[] }> = {
  name: {
    good: [
      'abc',
      'a-1',
      'm2-3-4',
      'ml2-x',
      'my-aws',
      'aw-s',
      'a-s-s-m',
      'three',
      'sthreed',
      'amzn-s3',
      `a${'1'.repeat(31)}`,
    ],
    bad: ['', 'ab', 'My-ml', '1ml', '-ml', 'my_ml', 'my ml', 'mÿ-ml', `a${'1'.repeat(32)}`, 'a\nbc', 'abc\n'].concat([
      'aws-ml',
      'awsome',
      'ssm-ml',
      'ssml',
      'cdk',
      'cdk-ml',
      'my-ml-',
      'my--ml',
      'cdkml',
      'sthree',
      'sthree-lab',
      'amzn-s3-demo',
      'amzn-s3-demo-ml',
      'com1',
    ]),
  },
  region: {
    good: ['eu-west-1', 'us-east-1', 'cn-north-1', 'us-gov-west-1'],
    bad: ['', 'mx-central-1', 'eusc-de-east-1', 'eu-west-9', 'EU-WEST-1', 'us-iso-east-1', 'toString', '__proto__'],
  },
  sensitivity: { good: ['confidential', 'restricted'], bad: ['', 'secret', 'Public', 'constructor'] },
  'buckets.raw': {
    good: ['create', 'abc', 'my.bucket-1', '0abc', 'a'.repeat(63)],
    bad: [
      '',
      'ab',
      'a'.repeat(64),
      'My-bucket',
      'my_bucket',
      '-abc',
      'abc-',
      '.abc',
      'abc.',
      'a..b',
      '192.168.5.4',
    ].concat([
      'arn:aws:s3:::my-bucket',
      'arn:aws-cn:s3:::my-bucket',
      's3://my-bucket/raw/',
      'my-bucket/raw',
      'https://my-bucket.s3.amazonaws.com',
      'arn:aws:s3:eu-west-1:111122223333:accesspoint/raw',
    ]),
  },
  'buckets.processed': {
    good: ['create', 'my-processed'],
    bad: ['xn--bucket', 'sthree-bucket', 'sthree-configurator-x', 'amzn-s3-demo-bucket'],
  },
  'buckets.artifacts': {
    good: ['create', 'my-artifacts'],
    bad: ['bucket-s3alias', 'bucket--ol-s3', 'bucket.mrap', 'bucket--x-s3', 'bucket--table-s3'],
  },
  'alerting.emails': {
    good: ['none', 'ops@example.com', 'a.b+c@x-y.example.com, other@example.com'],
    bad: [
      'ops',
      'ops@',
      '@example.com',
      'ops@example',
      'a b@example.com',
      'a@b@example.com',
      'x@example.com,x@example.com',
      'x@example.com,X@Example.com',
      '.x@example.com',
      'x.@example.com',
      'x..y@example.com',
      'x@-example.com',
      'x@example-.com',
      'mailto:x@example.com',
      'no-reply@acme.dev',
      '1+ana@users.noreply.github.com',
      'ops@build.invalid',
    ],
  },
  'alerting.https': {
    good: ['none', 'https://alerts.example.com/aws?team=ml'],
    bad: [
      'http://alerts.example.com',
      'https://',
      'https://localhost',
      'https://user:word@example.com',
      'https://hooks.slack.com/services/T0/B0/x',
      'https://a.example.com/$(id)',
    ],
  },
  'alerting.slack': {
    good: ['none', 'T0123ABCD/C0123ABCD'],
    bad: ['#alerts', 'T0123ABCD', 't0123/c0123', 'T0123ABCD/U0123ABCD'],
  },
  'alerting.topicArn': {
    good: ['none', 'arn:aws:sns:eu-west-1:111122223333:alerts'],
    bad: [
      'alerts',
      'arn:aws:sqs:eu-west-1:111122223333:alerts',
      'arn:aws:sns:us-east-1:111122223333:alerts',
      'arn:aws-cn:sns:eu-west-1:111122223333:alerts',
      'arn:aws:sns:eu-west-1:1111:alerts',
      'arn:aws:sns:eu-west-1:111122223333:alerts.fifo',
    ],
  },
  'alerting.minimumSeverity': { good: ['low', 'medium', 'high'], bad: ['', 'critical', 'LOW'] },
  guardduty: { good: ['create', 'existing', 'organization'], bad: ['', 'none', 'yes'] },
  trail: { good: ['create', 'existing', 'organization'], bad: ['', 'none', 'yes'] },
  macie: { good: ['create', 'existing', 'organization'], bad: ['', 'none', 'off'] },
  accessAnalyzer: { good: ['create', 'existing', 'organization'], bad: ['', 'none', 'off'] },
  config: { good: ['create', 'existing', 'organization'], bad: ['', 'none', 'off'] },
  securityHub: { good: ['create', 'existing', 'organization'], bad: ['', 'none', 'off'] },
  protectedCopy: { good: ['none', 'locked'], bad: ['', 'create', 'compliance'] },
  githubProvider: { good: ['create', 'existing'], bad: ['', 'organization', 'none'] },
  networkCidr: {
    good: ['10.20.0.0/16', '10.0.0.0/17', '172.16.0.0/20', '172.31.255.0/24', '192.168.4.0/22'],
    bad: ['', '10.20.0.0', '10.0.0.0/15', '10.0.0.0/25', '10.20.1.0/16', '10.300.0.0/16', '8.8.0.0/16'].concat([
      '172.17.0.0/16',
      '172.17.4.0/24',
      '172.32.0.0/16',
      '192.169.0.0/16',
      '10.20.0.0/16 ',
      '010.20.0.0/16',
      '10.20.0.0/016',
      '2001:db8::/32',
    ]),
  },
  zones: {
    good: ['none', 'eu-west-1a,eu-west-1c', 'euw1-az1, euw1-az3'],
    bad: [
      'eu-west-1a',
      'eu-west-1a,eu-west-1a',
      'eu-west-1a,euw1-az2',
      'us-east-1a,us-east-1b',
      'use1-az1,use1-az2',
      'euw1-az1,euw2-az1',
      'eu-west-1a,eu-west-1-dub-1a',
      'a,b',
      'eu-west-1a,',
    ].concat(['eu-west-1a,eu-west-1b,eu-west-1c']),
  },
  'bootstrap.qualifier': { good: ['hnb659fds', 'a', 'Team_ml-1'], bad: ['', 'has space', 'elevenchars', 'a*', 'é'] },
  'bootstrap.provider': { good: ['existing', 'create'], bad: ['', 'own', 'organization'] },
  'bootstrap.deployers': { good: ['default', 'Platform', 'a,b'], bad: ['', '*', 'arn:aws:iam::1:role/x', 'a,a'] },
  'alerting.watchRegion': {
    // No job runs in the last three, and all of them have topics, queues, keys and rules.
    good: ['default', 'none', 'us-east-1', 'mx-central-1', 'ap-southeast-7', 'ap-east-2'],
    bad: ['mars', 'US-EAST-1', 'us-iso-east-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1', 'eu-west-1'],
  },
  globalStack: { good: ['on', 'off', 'true', 'false'], bad: ['', 'none', 'create'] },
  network: {
    good: [
      'create',
      'vpc-0123456789abcdef0:subnet-0123456789abcdef0',
      'vpc-01234567:subnet-01234567,subnet-0123456789abcdef0:sg-01234567',
    ],
    bad: [
      '',
      'none',
      'vpc-01234567',
      'vpc-01234567:',
      'vpc-x:subnet-01234567',
      'vpc-01234567:subnet-1',
      'vpc-01234567:subnet-01234567,subnet-01234567',
      'vpc-01234567:subnet-01234567:sg-1',
      'vpc-01234567:subnet-01234567:sg-01234567:more',
    ],
  },
  'accounts.dev': { good: ['none', '111122223333'], bad: ['1111', '11112222333a', '1111-2222-3333'] },
  'accounts.prod': { good: ['none', '001122223333'], bad: ['1111', '1111222233334'] },
  repository: {
    good: ['none', 'acme/ml', 'a/b.c_d-e'],
    bad: ['', 'ml', 'acme/', 'acme/ml/x', '-acme/ml', 'ac--me/ml', 'acme/..', 'acme/ml.git', 'acme/$(id)', 'acme-/ml'],
  },
  repositoryId: { good: ['none', '1', '812345678'], bad: ['', '0', '-1', '1.5', 'acme/ml'] },
  defaultBranch: {
    good: ['main', 'trunk', 'release/2.x', 'HEADS', 'refs', 'a.locked/b'],
    bad: [
      '',
      '-x',
      'a b',
      'a..b',
      'a//b',
      '/a',
      'a/',
      'a.',
      'a.lock',
      'a.lock/b',
      'a/.b',
      'HEAD',
      'refs/heads/main',
      'a\nb',
      '$(id)',
      "a'b",
    ],
  },
  'people.signIn': { good: ['identity-center', 'saml', 'iam-users'], bad: ['', 'sso', 'none'] },
  'people.roles.engineer': {
    good: ['default', 'my-ml-engineer', 'DataScientist,arn:aws:iam::111122223333:role/ml'],
    bad: ['', '*', 'a b', '*/x', 'a,a', 'arn:aws-cn:iam::111122223333:role/ml', 'arn:aws:iam::aws:policy/x', '$(id)'],
  },
  'people.roles.approver': { good: ['default', 'a'], bad: ['arn:aws:iam::1:role/x', 'team/**'] },
  'people.roles.operator': { good: ['default', 'a'], bad: ['a?', '//a'] },
  'people.roles.reviewer': { good: ['default', 'Auditor_1'], bad: ['a"b', "a'b"] },
  'people.roles.breakGlass': { good: ['default', 'a'], bad: ['{a}', '$aws'] },
  permissionsBoundary: {
    good: [
      'none',
      'arn:aws:iam:::policy/bank/boundary',
      'arn:aws:iam::111122223333:policy/b',
      'arn:aws:iam::aws:policy/x',
    ],
    bad: [
      'boundary',
      'arn:aws:iam:::role/x',
      'arn:aws-cn:iam:::policy/x',
      'arn:aws:iam::12:policy/x',
      'arn:aws:iam:::policy/',
    ],
  },
  monthlyBudgetUsd: { good: ['1', '200', '0.5'], bad: ['', '0', '-5', 'much', 'NaN', 'Infinity', '1e99'] },
};

describe.each(answerKeys)('%s', (key) => {
  it.each(rows[key].good)('takes %j', (text) => {
    expect(invalidAnswers(withValue(usual, key, parsed(key, text)))).toEqual([]);
  });

  it.each(rows[key].bad)('refuses %j and says what to give', (text) => {
    const problems = invalidAnswers(withValue(usual, key, parsed(key, text)));
    expect(problems.map((problem) => problem.key)).toContain(key);
    expect(problems.every(({ what, fix }) => what.length > 10 && fix.length > 5)).toBe(true);
  });

  it('refuses what is not text where text is due', () => {
    const odd = [undefined, 7.5e12, {}, [[]], [null], ...(key === 'globalStack' ? [] : [true])];
    for (const value of [...odd, Symbol.iterator.toString]) {
      expect(invalidAnswers(withValue(usual, key, value)).map((problem) => problem.key)).toContain(key);
    }
  });
});

describe('answers that must agree', () => {
  it('no network is possible up to internal only', () => {
    for (const sensitivity of ['public', 'internal'] as const) {
      expect(keysOf({ ...usual, sensitivity, network: 'none' })).toEqual([]);
    }
    for (const sensitivity of ['confidential', 'restricted'] as const) {
      expect(keysOf({ ...usual, sensitivity, network: 'none' })).toEqual(['network']);
    }
  });

  it('the network is new from confidential up, and none below, where nobody says', () => {
    expect(defaults('x', 'internal').network).toBe('none');
    expect(defaults('x', 'confidential').network).toBe('create');
  });

  it('the pipeline of restricted needs a security group of an existing network, unless it stands so', () => {
    const network = { vpcId: 'vpc-01234567', subnetIds: ['subnet-01234567'] };
    const without = { ...usual, sensitivity: 'restricted' as const, network };
    expect(keysOf(without)).toEqual(['network']);
    expect(keysOf({ ...without, network: { ...network, securityGroupIds: ['sg-01234567'] } })).toEqual([]);
    expect(keysOf({ ...without, sensitivity: 'confidential' })).toEqual([]);
    expect(invalidAnswers(without, controls, without)).toEqual([]);
    const confidential = { ...without, sensitivity: 'confidential' as const };
    expect(invalidAnswers(without, controls, confidential).map(({ key }) => key)).toEqual(['network']);
  });

  it('one bucket is not two', () => {
    expect(keysOf({ ...usual, buckets: { raw: 'one-bucket', processed: 'create', artifacts: 'one-bucket' } })).toEqual([
      'buckets.artifacts',
    ]);
  });

  it('one account is not two environments', () => {
    expect(keysOf({ ...usual, accounts: { dev: '111122223333', prod: '111122223333' } })).toEqual(['accounts.prod']);
  });

  it('a topic is in the partition and region of the rest', () => {
    const topicArn = 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:alerts';
    const alerting = { ...usual.alerting, topicArn };
    expect(keysOf({ ...usual, region: 'us-gov-west-1', alerting })).toEqual([]);
    expect(keysOf({ ...usual, region: 'us-gov-east-1', alerting })).toEqual(['alerting.topicArn']);
  });

  it('a control exists, is on or off, and is off only where the tier leaves it off', () => {
    const judged = (id: string, on: unknown) => keysOf({ ...usual, controls: { [id]: on as boolean } });
    expect(judged('object-lock', true)).toEqual([]);
    expect(judged('object-lock', false)).toEqual([]);
    expect(judged('trail', false)).toEqual(['controls.trail']);
    expect(judged('trail', 'yes')).toEqual(['controls.trail']);
    expect(judged('nonsense', true)).toEqual(['controls.nonsense']);
    expect(keysOf({ ...usual, region: 'cn-north-1', controls: { macie: true } })).toEqual(['controls.macie']);
  });
});

describe('tags', () => {
  const judged = (tags: unknown) => keysOf({ ...usual, tags: tags as never });
  it('take what AWS takes', () => {
    expect(
      judged({ 'cost-centre': '4711', 'Data Owner': 'ana@bank.example', 'bank.example/entity': 'Bänk AG' }),
    ).toEqual([]);
  });
  it.each([
    { 'aws:x': 'y' },
    { Project: 'mine' },
    { a: 'x', A: 'y' },
    { 'a\n': 'x' },
    { a: '' },
    { a: 'x\u202e' },
    { a: 1 },
    Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`t${at}`, 'x'])),
    [],
    null,
  ])('%j is refused', (tags) => expect(judged(tags)).toEqual(['tags']));
});

describe('what people read', () => {
  it('every answer has a question with a line on what it changes', () => {
    expect(questions.map(({ key }) => key)).toEqual([...answerKeys]);
    expect(questions.every(({ changes }) => /^[A-Z].*\.$/.test(changes))).toBe(true);
  });

  it('a choice that is offered is a choice that is taken', () => {
    for (const { key, choices = [] } of questions) {
      for (const { value } of choices) {
        if (key === 'network' && value === 'existing') continue;
        expect(invalidAnswers(withValue({ ...usual, sensitivity: 'internal' }, key, value))).toEqual([]);
      }
    }
  });

  it('text and value are two forms of one answer', () => {
    for (const key of answerKeys) {
      for (const text of rows[key].good) expect(parsed(key, answerText(parsed(key, text)))).toEqual(parsed(key, text));
    }
  });

  it('the regions are those whose image the templates know', () => {
    const registries = JSON.parse(readFileSync(`${root}templates/infra/registries.json`, 'utf8'));
    for (const accounts of Object.values<object>(registries)) {
      expect(Object.keys(accounts).sort()).toEqual(Object.keys(regions).sort());
    }
  });
});

/** AWS RAM User Guide, "Availability Zone IDs for your AWS resources"; Amazon EC2 User Guide, "Availability Zones". */
it.each([
  ['us-gov-west-1', 'usgw1'],
  ['cn-northwest-1', 'cnnw1'],
  ['ap-northeast-1', 'apne1'],
  ['ap-southeast-2', 'apse2'],
  ['ap-south-1', 'aps1'],
  ['ca-central-1', 'cac1'],
  ['il-central-1', 'ilc1'],
  ['us-east-2', 'use2'],
])('takes the zones of %s by their ids', (region, zone) => {
  const zonesOf = (start: string) => ({ ...defaults('my-ml'), region, zones: [`${start}-az1`, `${start}-az2`] });
  expect(keysOf(zonesOf(zone))).not.toContain('zones');
  expect(keysOf(zonesOf('euw3'))).toContain('zones');
});

it.each(['arn:aws:s3:::my-bucket', 'arn:aws-us-gov:s3:::my-bucket/*', 's3://my-bucket/raw/'])(
  'tells the name of the bucket that %s speaks of',
  (raw) => {
    const given = { ...usual, buckets: { ...usual.buckets, raw } };
    expect(invalidAnswers(given, controls).map(({ what }) => what)).toEqual([
      expect.stringMatching(/the name of that bucket is my-bucket$/),
    ]);
  },
);
