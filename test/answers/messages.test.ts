import { describe, expect, it } from 'vitest';
import { type Answers, defaults } from '../../src/answers/answers.ts';
import { questionOf } from '../../src/answers/questions.ts';
import { quote } from '../../src/answers/rules.ts';
import { invalidAnswers, whyInvalid } from '../../src/answers/validate.ts';
import type { AnswerKey } from '../../src/shape/kinds.ts';

/** The words that people read. A sentence begins with the value and says what is wrong with it. */

const usual = defaults('my-ml');
const controls = [
  { id: 'trail', from: 'public' as const },
  { id: 'macie', from: 'confidential' as const, partitions: ['aws'] },
];
const problems = (answers: Partial<Answers>, known = controls) => invalidAnswers({ ...usual, ...answers }, known);

describe('a value is shown', () => {
  it.each([
    ['text', '"text"'],
    [['a'], '["a"]'],
    [undefined, 'undefined'],
    [Number.NaN, 'null'],
    ['é', '"\\u00e9"'],
    ['\u202ex', '"\\u202ex"'],
    ['\u0007', '"\\u0007"'],
    ['\u007f', '"\\u007f"'],
    ['~ !', '"~ !"'],
  ])('%j as %s', (value, shown) => {
    expect(quote(value)).toBe(shown);
  });

  it('whole up to 60 characters, and then by its beginning', () => {
    expect(quote('a'.repeat(58))).toBe(`"${'a'.repeat(58)}"`);
    expect(quote('a'.repeat(59))).toBe(`"${'a'.repeat(56)}...`);
  });
});

const subnet = (at: number) => `subnet-${String(at).padStart(8, '0')}`;
const group = (at: number) => `sg-${String(at).padStart(8, '0')}`;
const network = (more: object) => ({ vpcId: 'vpc-01234567', subnetIds: [subnet(0)], ...more });

describe('an answer is refused with what is wrong', () => {
  it.each<[AnswerKey, unknown, string]>([
    ['name', 'x', '"x" is not a project name'],
    ['name', 'aws-ml', '"aws-ml" begins with "aws", which Parameter Store refuses in the name of a parameter'],
    ['name', 'my-ml-', '"my-ml-" ends with "-", which CloudTrail refuses in the name of a trail'],
    [
      'region',
      'mx-central-1',
      '"mx-central-1" has SageMaker, but AWS publishes no scikit-learn image there for jobs to run in',
    ],
    ['region', 'x', '"x" is not a region that this version knows'],
    ['region', 'eu-west-9', '"eu-west-9" is not a region that this version knows'],
    ['region', 'us-iso-east-1', '"us-iso-east-1" is in an isolated partition, which the templates do not know'],
    ['region', 'eu-isoe-west-1', '"eu-isoe-west-1" is in an isolated partition, which the templates do not know'],
    ['region', 'Ireland', '"Ireland" is not the name of a region, "eu-west-1" is'],
    ['region', ' EU-WEST-1', '" EU-WEST-1" is not the name of a region, "eu-west-1" is'],
    ['region', 'us-gov-west-1a', '"us-gov-west-1a" is not the name of a region, "us-gov-west-1" is'],
    ['region', 'mexico, central', '"mexico, central" is not a region that this version knows'],
    ['sensitivity', 'x', '"x" is none of public, internal, confidential, restricted'],
    ['buckets.raw', 1, '1 is not text'],
    ['buckets.raw', 'ab', '"ab" has 2 characters; S3 wants 3 to 63'],
    ['buckets.raw', 'a_b', '"a_b" has characters other than a-z, 0-9, "." and "-"'],
    ['buckets.raw', '-ab', '"-ab" must begin and end with a letter or a digit'],
    ['buckets.raw', 'a..b', '"a..b" has two periods side by side'],
    ['buckets.raw', '1.2.3.4', '"1.2.3.4" looks like an IP address'],
    ['buckets.raw', 'xn--a', '"xn--a" begins with "xn--", which S3 keeps for itself'],
    ['buckets.raw', 'a--x-s3', '"a--x-s3" ends with "--x-s3", which S3 keeps for itself'],
    ['alerting.emails', 'x', '"x" is not a list'],
    ['alerting.emails', ['x'], 'the list has "x", which is not an e-mail address'],
    ['alerting.emails', ['a@b.cd', 'a@b.cd'], 'the list names one twice'],
    ['alerting.https', ['x'], 'the list has "x", which is not an https:// address'],
    ['alerting.https', ['https://x'], 'the list has "https://x", which has no public host name'],
    ['alerting.slack', 'x', '"x" is not a Slack workspace and channel'],
    ['alerting.topicArn', 'x', '"x" is not an ARN of an SNS topic'],
    ['network', null, 'null is neither create, none nor a VPC'],
    ['network', [], '[] is neither create, none nor a VPC'],
    ['network', { a: 1 }, '{"a":1} has "a", which is not part of a network'],
    ['network', { vpcId: 'x' }, '{"vpcId":"x"} has "x", which is not a VPC\'s id'],
    ['accounts.dev', '1', '"1" is not an AWS account'],
    ['repository', 'x', '"x" is not an OWNER/NAME on GitHub'],
    ['monthlyBudgetUsd', 0, '0 is not an amount above 0'],
    ['permissionsBoundary', 'x', '"x" is not an ARN of an IAM policy'],
  ])('%s %j: %s', (key, value, what) => {
    expect(whyInvalid(key, value, 'eu-west-1')).toBe(what);
  });

  it.each<[AnswerKey, unknown, string]>([
    ['alerting.emails', Array.from({ length: 21 }, (_, at) => `a${at}@b.cd`), 'has more than 20 entries'],
    ['alerting.https', ['https://user@example.com'], 'carries a user or a password'],
    ['alerting.https', ['https://:word@example.com'], 'carries a user or a password'],
    ['alerting.https', ['https://hooks.slack.com/x'], 'is a Slack webhook'],
    ['alerting.topicArn', 'arn:aws:sns:eu-west-1:111122223333:a.fifo', 'is a FIFO topic'],
    ['alerting.topicArn', 'arn:aws-cn:sns:eu-west-1:111122223333:a', 'is in partition aws-cn, but eu-west-1 is in aws'],
    ['alerting.topicArn', 'arn:aws:sns:us-east-1:111122223333:a', 'is in us-east-1, but the region is eu-west-1'],
    ['permissionsBoundary', 'arn:aws-cn:iam:::policy/a', 'is in partition aws-cn, but eu-west-1 is in aws'],
    ['network', network({ subnetIds: [] }), 'names no subnets'],
    ['network', network({ subnetIds: 'subnet-00000000' }), 'names no subnets'],
    ['network', network({ subnetIds: ['x'] }), 'has "x", which is not a subnet\'s id'],
    ['network', network({ subnetIds: Array.from({ length: 14 }, (_, at) => subnet(at)) }), 'more than 13 subnets'],
    ['network', network({ securityGroupIds: ['x'] }), 'has "x", which is not a security group\'s id'],
    ['network', network({ securityGroupIds: 'sg-0123456' }), 'is not a list'],
    ['network', network({ securityGroupIds: [0, 1, 2, 3, 4, 5].map(group) }), 'more than 5 security groups'],
    ['network', network({ vpcId: ['vpc-01234567'] }), "is not a VPC's id"],
  ])('%s %j: ... %s', (key, value, what) => {
    expect(whyInvalid(key, value, 'eu-west-1')).toContain(what);
  });

  it('and with what to give, from its question', () => {
    expect(problems({ trail: 'x' as never, name: 'x' })).toEqual([
      { key: 'name', what: '"x" is not a project name', fix: questionOf('name').give },
      { key: 'trail', what: '"x" is none of create, existing, organization', fix: questionOf('trail').give },
    ]);
    expect(questionOf('name').give).toContain('beginning with a letter');
  });
});

describe('what is in a repository that exists', () => {
  const standing = { ...usual, controls: { 'our-own': true } };
  const found = (answers: Partial<Answers>) =>
    invalidAnswers({ ...standing, ...answers }, controls, { ...standing, ...answers }).map(({ key }) => key);

  it('is left alone: a name from before the rule, a region with an image of its own, a control of its owner', () => {
    expect(found({})).toEqual([]);
    for (const name of ['aws-ml', 'ssm', 'cdk', 'my-ml-', 'my--ml']) expect(found({ name })).toEqual([]);
    expect(found({ region: 'mx-central-1' })).toEqual([]);
  });

  it('and what its owner wrote beside the parts of a network, which no new answer may bring', () => {
    const own = { vpcId: 'vpc-01234567', subnetIds: ['subnet-01234567'], owner: 'platform team' };
    const network = own as Answers['network'];
    expect(found({ network })).toEqual([]);
    expect(invalidAnswers({ ...standing, network }, controls, standing).map(({ key }) => key)).toEqual(['network']);
    expect(found({ network: { ...own, subnetIds: ['subnet-1'] } as Answers['network'] })).toEqual(['network']);
  });

  it('but not what no version took, nor a change to one of these', () => {
    expect(found({ name: 'My_ml' })).toEqual(['name']);
    expect(found({ region: 'eu-west-9' })).toEqual(['region']);
    expect(found({ region: 'eusc-de-east-1' })).toEqual(['region']);
    const changed = { ...standing, name: 'aws-ml', region: 'mx-central-1', controls: { another: true } };
    expect(invalidAnswers(changed, controls, standing).map(({ key }) => key)).toEqual([
      'name',
      'region',
      'controls.another',
    ]);
  });

  it('and a region without an image says how to bring one, but not in a partition that the templates do not know', () => {
    const [problem] = problems({ region: 'mx-central-1' });
    expect(problem?.fix).toMatch(
      /image of your own.*both lists of infra\/registries\.json.*settings\.json.*create-secure-ml upgrade/,
    );
    const [sovereign] = problems({ region: 'eusc-de-east-1' });
    expect(sovereign?.what).toContain('the partition aws-eusc, which the templates do not know');
    expect(sovereign?.fix).not.toContain('registries.json');
  });
});

describe('answers that disagree', () => {
  it('are told by the later of the two', () => {
    expect(problems({ buckets: { raw: 'one', processed: 'one', artifacts: 'create' } })).toEqual([
      {
        key: 'buckets.processed',
        what: '"one" is the bucket of raw too, so no role could be kept to one',
        fix: questionOf('buckets.processed').give,
      },
    ]);
    expect(problems({ accounts: { dev: '111122223333', prod: '111122223333' } })).toMatchObject([
      { key: 'accounts.prod', what: expect.stringContaining('is the account of dev too: their stacks') },
    ]);
    const people = (signIn: 'saml' | 'iam-users' | 'identity-center', who: string) => ({
      people: { signIn, roles: { ...usual.people.roles, engineer: [who] } },
    });
    for (const [signIn, good, bad] of [
      ['identity-center', 'DataScientist', 'a'.repeat(33)],
      ['identity-center', 'arn:aws:iam::111122223333:role/ml', 'arn:aws:iam::111122223333:user/alex'],
      ['saml', 'corp', 'team/alex'],
      ['iam-users', 'team/alex', 'arn:aws:iam::111122223333:role/ml'],
      ['iam-users', 'team/*', 'arn:aws:iam::111122223333:role/ml'],
    ] as const) {
      expect(problems(people(signIn, good))).toEqual([]);
      expect(problems(people(signIn, bad))).toMatchObject([{ key: 'people.roles.engineer' }]);
    }
    expect(problems({ network: 'none' })).toMatchObject([
      { what: '"none" is possible up to internal; confidential needs a network without the internet' },
    ]);
  });

  it('are not told where one of them is wrong by itself', () => {
    const keys = (answers: Partial<Answers>) => problems(answers).map(({ key }) => key);
    expect(keys({ buckets: { raw: 'A', processed: 'A', artifacts: 'A' } })).toEqual([
      'buckets.raw',
      'buckets.processed',
      'buckets.artifacts',
    ]);
    expect(keys({ accounts: { dev: '1', prod: '1' } })).toEqual(['accounts.dev', 'accounts.prod']);
    const twice = { raw: 'one', processed: 'one', artifacts: 'create' };
    expect(keys({ sensitivity: 'secret' as never, buckets: twice })).toEqual(['sensitivity']);
  });
});

describe('a control is refused', () => {
  it.each<[string, unknown, Partial<Answers>, string, string]>([
    ['odd', true, {}, '"odd" is not a control', 'one of trail, macie'],
    ['macie', 'yes', {}, '"yes" is neither on nor off', 'on or off'],
    ['macie', true, { region: 'cn-north-1' }, 'its services do not exist in aws-cn', 'off'],
    [
      'macie',
      false,
      {},
      'the confidential tier turns it on, so it cannot be off',
      'on, or a sensitivity below confidential',
    ],
  ])('%s %j %j: %s', (id, on, answers, what, fix) => {
    expect(problems({ ...answers, controls: { [id]: on as boolean } })).toEqual([{ key: `controls.${id}`, what, fix }]);
  });

  it('but not where the account may have already what it makes', () => {
    const answers = { ...usual, controls: { macie: false } };
    expect(invalidAnswers(answers, [{ id: 'macie', from: 'confidential', mayBeOff: true }])).toEqual([]);
  });

  it('where none is known', () => {
    expect(invalidAnswers({ ...usual, controls: { x: true } })).toMatchObject([{ key: 'controls.x', fix: 'one of ' }]);
  });
});

describe('tags are refused', () => {
  const give = 'letters, digits, spaces and _.:/=+-@: --set tags.cost-centre=4711';
  const many = (length: number) => Object.fromEntries(Array.from({ length }, (_, at) => [`t${at}`, 'x']));
  it.each<[unknown, string]>([
    [null, 'null is not an object'],
    ['text', '"text" is not an object'],
    [['a'], '["a"] is not an object'],
    [{ 'AWS:x': 'y' }, 'the tag "AWS:x" begins with "aws:", which AWS keeps for itself'],
    [{ Project: 'y' }, 'the tag "Project" is there already, perhaps in another case'],
    [{ Sensitivity: 'y' }, 'the tag "Sensitivity" is there already, perhaps in another case'],
    [{ '!a': 'y' }, 'the tag "!a" is not a key of a tag'],
    [{ 'a!': 'y' }, 'the tag "a!" is not a key of a tag'],
    [{ a: '!y' }, 'the tag "a" has "!y", which is not a value of a tag'],
    [{ a: 'y!' }, 'the tag "a" has "y!", which is not a value of a tag'],
    [{ a: 1 }, 'the tag "a" has 1, which is not a value of a tag'],
    [many(41), 'the tag "t40" is one of more than 40'],
  ])('%j: %s', (tags, what) => {
    expect(problems({ tags: tags as never })).toEqual([{ key: 'tags', what, fix: give }]);
  });

  it('and 40 are taken', () => {
    expect(problems({ tags: many(40) })).toEqual([]);
  });
});
