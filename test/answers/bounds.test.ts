import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { bucketNameFault } from '../../src/answers/bucket-name.ts';
import { isRegion } from '../../src/answers/regions.ts';
import { whyInvalid } from '../../src/answers/validate.ts';
import type { AnswerKey } from '../../src/shape/kinds.ts';

const region = 'eu-west-1';
const label = (length: number) => 'a'.repeat(length);

/** An e-mail address of so many characters, within what each of its parts may have. */
const mail = (length: number) => `${label(60)}@${label(63)}.${label(63)}.${label(length - 193)}.com`;
const ids = (prefix: string, length: number) =>
  Array.from({ length }, (_, at) => `${prefix}-${String(at).padStart(8, '0')}`);
const network = (subnets: number, groups: number) => ({
  vpcId: 'vpc-01234567',
  subnetIds: ids('subnet', subnets),
  securityGroupIds: ids('sg', groups),
});

describe('the last value that is taken, and the first that is not', () => {
  it.each<[AnswerKey, unknown, unknown]>([
    ['name', `a${label(31)}`, `a${label(32)}`],
    ['buckets.raw', label(3), label(2)],
    ['buckets.raw', label(63), label(64)],
    ['alerting.emails', ids('a', 20).map((one) => `${one}@b.cd`), ids('a', 21).map((one) => `${one}@b.cd`)],
    ['alerting.emails', [mail(254)], [mail(255)]],
    ['alerting.https', [`https://a.bc/${label(2035)}`], [`https://a.bc/${label(2036)}`]],
    ['network', network(13, 5), network(14, 5)],
    ['network', network(1, 5), network(1, 6)],
    ['network', network(1, 0), network(0, 0)],
    ['monthlyBudgetUsd', 1e9, 1e9 + 1],
    ['monthlyBudgetUsd', 0.01, 0],
    [
      'alerting.topicArn',
      `arn:aws:sns:${region}:111122223333:${label(256)}`,
      `arn:aws:sns:${region}:111122223333:${label(257)}`,
    ],
    ['permissionsBoundary', `arn:aws:iam:::policy/${label(512)}`, `arn:aws:iam:::policy/${label(513)}`],
    ['repository', `a/${label(100)}`, `a/${label(101)}`],
    ['repository', `${label(39)}/b`, `${label(40)}/b`],
  ])('of %s', (key, good, bad) => {
    expect(whyInvalid(key, good, region)).toBeUndefined();
    expect(whyInvalid(key, bad, region)).toBeDefined();
  });
});

describe('what is before or after a good value makes it a bad one', () => {
  it.each<[AnswerKey, string]>([
    ['name', 'my-ml'],
    ['alerting.slack', 'T0123/C0123'],
    ['alerting.topicArn', `arn:aws:sns:${region}:111122223333:alerts`],
    ['permissionsBoundary', 'arn:aws:iam:::policy/boundary'],
    ['accounts.dev', '111122223333'],
    ['repository', 'acme/ml'],
  ])('of %s', (key, good) => {
    expect(whyInvalid(key, good, region)).toBeUndefined();
    for (const bad of [`!${good}`, `${good}!`, ` ${good}`, `${good}\n`]) {
      expect(whyInvalid(key, bad, region)).toBeDefined();
    }
  });

  it('of a list', () => {
    for (const one of ['x https://a.example.com', 'xhttps://a.example.com', 'https://a.example.com/!']) {
      expect(whyInvalid('alerting.https', [one], region)).toBeDefined();
    }
    for (const one of ['!a@example.com', 'a@example.com!', 'a@example.com\n', 'A@b@example.com']) {
      expect(whyInvalid('alerting.emails', [one], region)).toBeDefined();
    }
  });
});

describe('a list with one good text in it is not text', () => {
  it.each<[AnswerKey, unknown]>([
    ['name', 'my-ml'],
    ['region', region],
    ['buckets.raw', 'my-bucket'],
    ['alerting.emails', ['a@example.com']],
    ['alerting.https', ['https://a.example.com']],
    ['alerting.slack', 'T0123/C0123'],
    ['alerting.topicArn', `arn:aws:sns:${region}:111122223333:alerts`],
    ['permissionsBoundary', 'arn:aws:iam:::policy/boundary'],
    ['repository', 'acme/ml'],
    ['accounts.dev', '111122223333'],
  ])('for %s', (key, good) => {
    expect(whyInvalid(key, good, region)).toBeUndefined();
    expect(whyInvalid(key, [good], region)).toBeDefined();
  });

  it('nor a region', () => {
    expect(isRegion([region])).toBe(false);
    expect(isRegion(region)).toBe(true);
  });
});

describe('other partitions', () => {
  it('have policies and topics of their own', () => {
    expect(whyInvalid('permissionsBoundary', 'arn:aws-cn:iam:::policy/a', 'cn-north-1')).toBeUndefined();
    expect(whyInvalid('permissionsBoundary', 'arn:aws-us-gov:iam::aws:policy/a', 'us-gov-west-1')).toBeUndefined();
    expect(whyInvalid('alerting.topicArn', 'arn:aws-cn:sns:cn-north-1:111122223333:a', 'cn-north-1')).toBeUndefined();
  });
});

describe('a name of a bucket', () => {
  it.each(['192.168.5.4', '192.168.55.4', '192.168.5.44', '1.2.3.4', '255.255.255.255'])(
    '%s looks like an IP address',
    (name) => expect(bucketNameFault(name)).toBe('looks like an IP address'),
  );
  it.each(['1.192.168.5.4', '192.168.5.4.x', 'x.192.168.5.4', '192.168.5', '1921.168-5.4', 'create'])(
    '%s does not',
    (name) => expect(bucketNameFault(name)).toBeUndefined(),
  );
});

describe('the defaults', () => {
  it('are what nobody has to answer', () => {
    expect(defaults('my-ml')).toEqual({
      name: 'my-ml',
      region: 'eu-west-1',
      sensitivity: 'confidential',
      buckets: { raw: 'create', processed: 'create', artifacts: 'create' },
      alerting: {
        emails: [],
        https: [],
        slack: null,
        topicArn: null,
        minimumSeverity: 'medium',
        watchRegion: 'default',
      },
      guardduty: 'create',
      trail: 'create',
      macie: 'create',
      accessAnalyzer: 'create',
      config: 'create',
      securityHub: 'create',
      protectedCopy: 'none',
      githubProvider: 'create',
      network: 'create',
      networkCidr: '10.20.0.0/16',
      zones: [],
      bootstrap: { qualifier: 'hnb659fds', provider: 'existing', deployers: 'default' },
      globalStack: true,
      accounts: { dev: null, prod: null },
      repository: 'none',
      repositoryId: null,
      defaultBranch: 'main',
      people: {
        signIn: 'identity-center',
        roles: {
          engineer: 'default',
          approver: 'default',
          operator: 'default',
          reviewer: 'default',
          breakGlass: 'default',
        },
      },
      monthlyBudgetUsd: 200,
      controls: {},
      permissionsBoundary: null,
      tags: {},
    });
  });

  it.each([
    ['public', 'none'],
    ['internal', 'none'],
    ['confidential', 'create'],
    ['restricted', 'create'],
  ] as const)('of the %s tier have the network %s', (tier, network) => {
    expect(defaults('my-ml', tier)).toEqual({ ...defaults('my-ml'), sensitivity: tier, network });
  });
});
