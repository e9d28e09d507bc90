import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { faultsOfPeople, sharedByPeople } from './people.ts';
import { readUnits, type Unit } from './units.ts';

export const tiers = ['public', 'internal', 'confidential', 'restricted'] as const;
export type Tier = (typeof tiers)[number];

export const dataBuckets = ['raw', 'processed', 'artifacts'] as const;
export type DataBucketName = (typeof dataBuckets)[number];

export const environmentIds = ['dev', 'prod'] as const;
/** The name of an account's role in the project; a repository without accounts in its settings has one, `prod`. */
export type EnvironmentId = (typeof environmentIds)[number];

/** Where a shared service comes from: this repository, this account, or the organization's management account. */
export type Provider = 'create' | 'existing' | 'organization';

/** A VPC that exists already. Its subnets are expected to have no route to the internet. */
export interface ExistingNetwork {
  vpcId: string;
  subnetIds: string[];
  securityGroupIds?: string[];
}

export const signIns = ['identity-center', 'saml', 'iam-users'] as const;
/** How people come into the account. */
export type SignIn = (typeof signIns)[number];

/** The roles that people take, by their key in settings.json. */
export const personRoles = ['engineer', 'approver', 'operator', 'reviewer', 'breakGlass'] as const;
export type PersonRole = (typeof personRoles)[number];

export interface People {
  signIn: SignIn;
  /** Permission sets, SAML providers or IAM users, by the sign-in, or ARNs of roles; `default` is in policies/trust.ts. */
  roles: Record<PersonRole, 'default' | string[]>;
}

/** What a settings.json of before version 0.2.0 does not say. */
const unsaid = {
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
  repositoryId: null,
  defaultBranch: 'main',
  macie: 'create',
  accessAnalyzer: 'create',
  config: 'create',
  securityHub: 'create',
  protectedCopy: 'none',
  githubProvider: 'create',
  networkCidr: '10.20.0.0/16',
  zones: [],
  bootstrap: { qualifier: 'hnb659fds', provider: 'existing', deployers: 'default' },
  globalStack: true,
} satisfies Partial<Settings>;

/** The answers, as they are in settings.json: the one place to change them; and the units beside them. */
export interface Settings {
  name: string;
  region: string;
  sensitivity: Tier;
  buckets: Record<DataBucketName, string>;
  alerting: {
    emails: string[];
    https: string[];
    slack: string | null;
    topicArn: string | null;
    minimumSeverity: 'low' | 'medium' | 'high';
    /** Where alerts about alerts go: a region, `default` (also when absent), or null for the home region. */
    watchRegion?: string | null;
  };
  guardduty: Provider;
  trail: Provider;
  macie: Provider;
  accessAnalyzer: Provider;
  /** The recorder of AWS Config. */
  config: Provider;
  securityHub: Provider;
  /** A copy of raw data and models that nobody deletes or overwrites for some time. */
  protectedCopy: 'none' | 'locked';
  /** The account's identity provider for GitHub. */
  githubProvider: 'create' | 'existing';
  network: 'create' | 'none' | ExistingNetwork;
  /** The range of a network that is created. */
  networkCidr: string;
  /** The two zones of a network that is created, by id or by name; none: the region's first two. */
  zones: string[];
  /**
   * The roles that deploy carry the qualifier in their names. They are those of the account's `cdk bootstrap`, or this
   * repository's own (infra/controls/own-bootstrap), which the deployers named here take.
   */
  bootstrap: { qualifier: string; provider?: 'existing' | 'create'; deployers?: 'default' | string[] };
  /** A stack in the region where the events of IAM and of sign-ins are. */
  globalStack: boolean;
  accounts: Record<EnvironmentId, string | null>;
  repository: string;
  /** The forge's own number of the repository; null where deployment is bound to its name alone. */
  repositoryId: number | null;
  /** The branch that deploys. */
  defaultBranch: string;
  people: People;
  /** What infra/units holds. */
  units: Unit[];
  monthlyBudgetUsd: number;
  controls: Record<string, boolean>;
  /** The owner's own: the size of jobs; without it what infra/policies/instances.ts says. */
  jobs?: { instanceTypes?: string[]; volumeGb?: number; maxMinutes?: number };
  /** The organization's policy that bounds every role. An ARN without an account means the account deployed to. */
  permissionsBoundary?: string | null;
  /** The organization's tags, on every resource that takes tags. */
  tags?: Record<string, string>;
}

/** settings.json is not what this code can work with. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Reads settings.json, and the units beside it. */
export function readSettings(file: URL | string = new URL('../settings.json', import.meta.url)): Settings {
  const units = readUnits(new URL('infra/units/', typeof file === 'string' ? pathToFileURL(file) : file));
  return settingsOf(readFileSync(file, 'utf8'), units);
}

/** The text of settings.json; the error names the key that is missing or has a value that this code does not know. */
export function settingsOf(text: string, units: Unit[]): Settings {
  // Editors of Windows begin a file with a byte order mark, which is no JSON (RFC 8259, 8.1).
  const settings = { ...unsaid, ...JSON.parse(text.replace(/^\ufeff/, '')), units } as Settings;
  const expected: (keyof Settings)[] = ['name', 'region', 'sensitivity', 'buckets', 'alerting', 'guardduty', 'trail'];
  for (const key of [...expected, 'network', 'accounts', 'repository', 'monthlyBudgetUsd', 'controls'] as const) {
    if (settings[key] === undefined) throw new SettingsError(`settings.json has no "${key}"`);
  }
  for (const key of ['name', 'region'] as const) {
    if (typeof settings[key] !== 'string') throw new SettingsError(`settings.json: "${key}" is not text`);
  }
  for (const key of ['buckets', 'alerting', 'accounts', 'controls', 'people', 'bootstrap'] as const) {
    const value: unknown = settings[key];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new SettingsError(`settings.json: "${key}" is not an object`);
    }
  }
  const [odd] = Object.entries(settings.controls).filter(([, on]) => typeof on !== 'boolean');
  if (odd) throw new SettingsError(`settings.json: "controls.${odd[0]}" is not true or false`);
  if (!tiers.includes(settings.sensitivity)) {
    throw new SettingsError(
      `settings.json: "sensitivity" is "${settings.sensitivity}"; use one of ${tiers.join(', ')}`,
    );
  }
  if (!signIns.includes(settings.people.signIn)) {
    throw new SettingsError(
      `settings.json: "people.signIn" is "${settings.people.signIn}"; use one of ${signIns.join(', ')}`,
    );
  }
  const [fault] = faultsOfPeople(settings, personRoles);
  if (fault) throw new SettingsError(fault);
  if (settings.network === 'none' && atLeast(settings.sensitivity, 'confidential')) {
    throw new SettingsError(
      `settings.json: "network" is "none"; from confidential up jobs need one, created or existing`,
    );
  }
  return settings;
}

/**
 * What AWS refuses at deployment, in words. AWS Systems Manager API Reference, "PutParameter" (no name that begins with
 * aws or ssm); AWS CloudTrail API Reference, "CreateTrail" (dashes stand alone, and not at the end). The roles of cdk
 * bootstrap begin with `cdk-`, and policies here tell them apart by name. Amazon S3 User Guide, "General purpose bucket naming
 * rules": CloudFormation names a bucket after its stack.
 */
export function warningsOf(settings: Settings): string[] {
  const { name } = settings;
  const taken = /^(aws|ssm|cdk|(sthree|amzn-s3-demo)(-|$))/.test(name);
  const fits = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length >= 3 && name.length <= 32;
  return [
    ...(fits && !taken
      ? []
      : [`settings.json: "name" is "${name}", which AWS refuses in the names of resources: this cannot be deployed`]),
    ...sharedByPeople(settings),
  ];
}

/** The data buckets by proof name: the three that every repository has, and those of units. */
export function dataBucketsOf({ units }: Settings): string[] {
  return [...dataBuckets, ...units.filter(({ kind }) => kind === 'bucket').map(({ name }) => name)];
}

/** Those of them that this repository makes. */
export function createdBuckets(settings: Settings): string[] {
  const { buckets, units } = settings;
  const answers: Record<string, unknown> = {
    ...Object.fromEntries(units.map((unit) => [unit.name, unit.bucket])),
    ...buckets,
  };
  return dataBucketsOf(settings).filter((bucket) => answers[bucket] === 'create');
}

/** Is `tier` at least as strict as `floor`? */
export function atLeast(tier: Tier, floor: Tier): boolean {
  return tiers.indexOf(tier) >= tiers.indexOf(floor);
}
