import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answers, type Tier, tiers } from '../src/answers/answers.ts';
import { alerting, buckets as existingBuckets, network as existingVpc, topicArn } from './support/sample.ts';
import { judge, makeScratch, writeVariant } from './support/variant.ts';

const account = '111122223333';
/** A locked copy, where a tier offers one. */
const copied = (tier: Tier): Partial<Answers> =>
  tiers.indexOf(tier) >= tiers.indexOf('confidential') ? { protectedCopy: 'locked' } : {};

/** Rows of answers besides the tier; each answer that changes templates is in some row of some tier. */
const variants: Record<string, Partial<Answers>> = {
  ...Object.fromEntries(
    tiers.flatMap((sensitivity) => [
      [
        `${sensitivity}, all created`,
        { sensitivity, network: 'create', repository: 'acme/ml', alerting, ...copied(sensitivity) },
      ],
      [
        `${sensitivity}, all existing`,
        {
          sensitivity,
          network: existingVpc,
          buckets: existingBuckets,
          alerting: { ...alerting, emails: [], topicArn },
          trail: 'existing',
          guardduty: 'existing',
          macie: 'existing',
          accessAnalyzer: 'existing',
          config: 'existing',
          securityHub: 'existing',
          githubProvider: 'existing',
        },
      ],
      [
        `${sensitivity}, two accounts of an organization`,
        {
          sensitivity,
          repository: 'acme/ml',
          accounts: { dev: account, prod: '444455556666' },
          trail: 'organization',
          guardduty: 'organization',
          macie: 'organization',
          accessAnalyzer: 'organization',
          config: 'organization',
          securityHub: 'organization',
          network: { ...existingVpc, securityGroupIds: ['sg-0a1b2c3d4e5f60718'] },
        },
      ],
      [
        `${sensitivity}, where CloudFormation has no budgets and no Macie`,
        { sensitivity, network: 'create', region: 'eu-south-2', repository: 'acme/ml', alerting },
      ],
      [
        `${sensitivity}, in China`,
        {
          sensitivity,
          network: 'create',
          region: 'cn-north-1',
          repository: 'acme/ml',
          alerting,
          ...copied(sensitivity),
        },
      ],
      [
        `${sensitivity}, in GovCloud`,
        { sensitivity, network: 'create', region: 'us-gov-west-1', repository: 'acme/ml', alerting },
      ],
    ]),
  ),
  'confidential, another place': {
    sensitivity: 'confidential',
    repository: 'acme/ml',
    networkCidr: '192.168.8.0/22',
    zones: ['euw1-az1', 'euw1-az3'],
    bootstrap: { qualifier: 'team1', provider: 'create', deployers: ['Platform'] },
    globalStack: false,
  },
  'restricted, zones by name and no provider': {
    sensitivity: 'restricted',
    repository: 'acme/ml',
    githubProvider: 'existing',
    zones: ['eu-west-1b', 'eu-west-1c'],
  },
  'public, no network': { sensitivity: 'public', network: 'none' },
  'internal, no network': { sensitivity: 'internal', network: 'none', repository: 'acme/ml' },
  'restricted, one bucket existing': {
    sensitivity: 'restricted',
    network: 'create',
    buckets: { raw: 'acme-raw-data', processed: 'create', artifacts: 'create' },
    protectedCopy: 'locked',
  },
};

const scratch = makeScratch();
const directories = new Map<string, string>();
const whole = tiers.map((tier) => `${tier}, all created`);

beforeAll(() => {
  for (const [id, answers] of Object.entries(variants)) {
    const folder = id.replace(/\W+/g, '-');
    directories.set(id, writeVariant(scratch.directory, folder, { region: 'eu-west-1', ...answers }));
  }
});
afterAll(() => scratch.remove(), 60_000);

const directoryOf = (id: string) => directories.get(id) as string;

describe('every variant synthesizes with clean rule packs, and all its controls hold', () => {
  it.each(tiers)('%s', async (tier) => {
    const ids = Object.keys(variants).filter((id) => id.startsWith(`${tier},`));
    const said = await judge<string[]>('whole', ids.map(directoryOf));
    expect(said).toEqual(Object.fromEntries(ids.map((id) => [directoryOf(id), []])));
  });
});

describe('a rotation that nobody wrote the provider’s call for', () => {
  it('is the one thing that does not hold', async () => {
    const id = 'confidential with rotation';
    const answers = {
      region: 'eu-west-1',
      sensitivity: 'confidential' as const,
      controls: { 'secret-rotation': true },
    };
    const directory = writeVariant(scratch.directory, id.replaceAll(' ', '-'), answers);
    const { [directory]: said = [] } = await judge<string[]>('whole', [directory]);
    expect(said.filter((one) => !one.includes('has no call of a provider'))).toEqual([]);
    expect(said).toHaveLength(1);
  });
});

describe('every control left out fails its own proof', () => {
  it.each(whole)('%s', async (id) => {
    const { [directoryOf(id)]: said = {} } = await judge<Record<string, string[]>>('sabotage', [directoryOf(id)]);
    const unnoticed = Object.entries(said).flatMap(([control, failures]) => (failures.length > 0 ? [] : [control]));
    expect(Object.keys(said).length).toBeGreaterThan(10);
    expect(unnoticed).toEqual([]);
  });
});

describe('an alert has its alarm and its place on the dashboard however late its control is applied', () => {
  it.each(whole.slice(2, 3))('%s', async (id) => {
    expect(await judge<string[]>('late', [directoryOf(id)])).toEqual({ [directoryOf(id)]: [] });
  });
});

describe('a resource that a control is there to refuse does not get through synth', () => {
  it.each(whole.slice(2))('%s', async (id) => {
    const { [directoryOf(id)]: said = {} } = await judge<Record<string, string>>('refuse', [directoryOf(id)]);
    expect(Object.keys(said)).not.toEqual([]);
    expect(Object.entries(said).filter(([, message]) => !/at least 2|NetworkIsolation/.test(message))).toEqual([]);
  });
});

describe('every tier type-checks and is formatted', () => {
  it.each(whole)('%s', async (id) => {
    const cwd = directoryOf(id);
    await execa('npx', ['tsc'], { cwd });
    await execa('npx', ['biome', 'ci', '--colors=off', 'infra'], { cwd });
  });
});
