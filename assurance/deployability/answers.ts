import { type Answers, partitionNameOf, type Tier } from '../../src/answers/answers.ts';
import type { AnswerKey } from '../../src/shape/kinds.ts';
import { alerting, existing, network, topicArn } from '../../test/support/sample.ts';

/** Everything is made. */
export const created = (region: string, sensitivity: Tier): Partial<Answers> => ({
  region,
  sensitivity,
  network: 'create',
  alerting,
});

const long = (letter: string, length: number) => letter.repeat(length);
const subnet = (index: number) => `subnet-0a1b2c3d4e5f607${String(index).padStart(2, '0')}`;
const people = (entry: (role: string) => string[]): Answers['people']['roles'] => ({
  engineer: entry('engineer'),
  approver: entry('approver'),
  operator: entry('operator'),
  reviewer: entry('reviewer'),
  breakGlass: entry('break-glass'),
});

/** Answers that make templates as large as they get, or leave out what others rest on. */
export const wide = (region: string): Record<string, Partial<Answers>> => ({
  'what exists already': {
    ...existing,
    alerting: {
      ...alerting,
      emails: [],
      topicArn: topicArn.replace('aws:sns:eu-west-1', `${partitionNameOf(region)}:sns:${region}`),
    },
    macie: 'existing',
    accessAnalyzer: 'existing',
    config: 'existing',
    securityHub: 'existing',
    githubProvider: 'existing',
    network: {
      vpcId: network.vpcId,
      subnetIds: Array.from({ length: 13 }, (_, index) => subnet(index)),
      securityGroupIds: Array.from({ length: 5 }, (_, index) => `sg-0a1b2c3d4e5f6071${index}`),
    },
    buckets: { raw: long('r', 63), processed: long('p', 63), artifacts: long('a', 63) },
  },
  'the organization has it': {
    guardduty: 'organization',
    trail: 'organization',
    macie: 'organization',
    accessAnalyzer: 'organization',
    config: 'organization',
    securityHub: 'organization',
  },
  'some of each, one subnet': {
    guardduty: 'existing',
    trail: 'organization',
    macie: 'organization',
    accessAnalyzer: 'existing',
    config: 'existing',
    network: { vpcId: network.vpcId, subnetIds: [subnet(0)], securityGroupIds: ['sg-0a1b2c3d4e5f60710'] },
    buckets: { raw: 'raw.of.another.team', processed: 'create', artifacts: 'create' },
  },
  'dev and prod': { accounts: { dev: '111122223333', prod: '444455556666' } },
  'SAML, twenty addresses': {
    alerting: {
      ...alerting,
      emails: Array.from({ length: 20 }, (_, index) => `team-${index}@security.example.com`),
      slack: partitionNameOf(region) === 'aws' ? 'T0123ABCD/C0123ABCD' : null,
    },
    people: { signIn: 'saml', roles: people((role) => [`${role}-${long('x', 90)}`]) },
  },
  'IAM users': {
    people: { signIn: 'iam-users', roles: people((role) => [`${role}-${long('x', 50)}`, `${role}-${long('y', 50)}`]) },
  },
  'a qualifier, a boundary, rotation': {
    bootstrap: { qualifier: 'qualifier1', provider: 'create', deployers: ['deployers'] },
    protectedCopy: 'locked',
    permissionsBoundary: `arn:${partitionNameOf(region)}:iam:::policy/organization/boundary-of-every-role`,
    controls: { 'secret-rotation': true },
    zones: ['a', 'b'].map((zone) => `${region}${zone}`),
    tags: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`tag-${index}`, long('v', 40)])),
  },
  'nothing outside the region': {
    alerting: { ...alerting, watchRegion: null },
    globalStack: ['us-east-1', 'us-gov-west-1', 'cn-north-1'].includes(region),
  },
});

/** Another value for each answer, for what is deployed in `region` with everything created. */
export const changed = (region: string): Record<Exclude<AnswerKey, 'sensitivity'>, unknown> => ({
  name: 'other-name',
  region: 'eu-west-3',
  'buckets.raw': existing.buckets.raw,
  'buckets.processed': existing.buckets.processed,
  'buckets.artifacts': existing.buckets.artifacts,
  'alerting.emails': ['other@example.com', 'more@example.com'],
  'alerting.https': ['https://alerts.example.com/aws'],
  'alerting.slack': 'T0123ABCD/C0123ABCD',
  'alerting.topicArn': topicArn.replace('eu-west-1', region),
  'alerting.minimumSeverity': 'high',
  'alerting.watchRegion': null,
  guardduty: 'existing',
  trail: 'existing',
  macie: 'existing',
  accessAnalyzer: 'organization',
  config: 'existing',
  securityHub: 'organization',
  protectedCopy: 'locked',
  githubProvider: 'existing',
  network,
  networkCidr: '10.30.0.0/16',
  zones: [`${region}b`, `${region}c`],
  'bootstrap.qualifier': 'acme',
  'bootstrap.provider': 'existing',
  'bootstrap.deployers': ['platform'],
  globalStack: false,
  'accounts.dev': '111122223333',
  'accounts.prod': '444455556666',
  repository: 'none',
  repositoryId: 4711,
  defaultBranch: 'trunk',
  'people.signIn': 'iam-users',
  'people.roles.engineer': ['ml-engineers', 'ml-leads'],
  'people.roles.approver': ['ml-leads'],
  'people.roles.operator': ['on-call'],
  'people.roles.reviewer': ['audit'],
  'people.roles.breakGlass': ['emergency'],
  monthlyBudgetUsd: 500,
  permissionsBoundary: 'arn:aws:iam:::policy/boundary',
});
