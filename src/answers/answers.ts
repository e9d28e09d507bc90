import { type AnswerSource, rankings } from '../shape/kinds.ts';
import { asText } from '../shape/text.ts';

export const tiers = rankings.sensitivity;
export type Tier = (typeof tiers)[number];

export const severities = rankings['alerting.minimumSeverity'];
export const providers = ['create', 'existing', 'organization'] as const;
export type Provider = (typeof providers)[number];

/** A VPC that exists already: AWS's own ids of it, its subnets and, where given, the security groups for jobs. */
export interface ExistingNetwork {
  vpcId: string;
  subnetIds: string[];
  securityGroupIds?: string[];
}

export const signIns = ['identity-center', 'saml', 'iam-users'] as const;
/** How people come into the account. */
export type SignIn = (typeof signIns)[number];

/** The roles that people take, by the last part of their answer's key. */
export const personRoles = ['engineer', 'approver', 'operator', 'reviewer', 'breakGlass'] as const;
export type PersonRole = (typeof personRoles)[number];

/** Every answer, as settings.json of the generated repository holds it. */
export interface Answers {
  name: string;
  region: string;
  sensitivity: Tier;
  buckets: { raw: string; processed: string; artifacts: string };
  alerting: {
    emails: string[];
    https: string[];
    slack: string | null;
    topicArn: string | null;
    minimumSeverity: (typeof severities)[number];
    /** Where alerts about alerts go: a region, `default` for another one of the partition, or null for the home region. */
    watchRegion: string | null;
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
  /** The roles that deploy: of the account's `cdk bootstrap`, or of this repository's own, which the deployers take. */
  bootstrap: { qualifier: string; provider: 'existing' | 'create'; deployers: 'default' | string[] };
  /** A stack in the region where the events of IAM and of sign-ins are; without one, the trail's alarms alone tell of them. */
  globalStack: boolean;
  accounts: { dev: string | null; prod: string | null };
  repository: string;
  /** The forge's own number of the repository, which outlives a rename and is never given twice. */
  repositoryId: number | null;
  /** The branch that deploys. */
  defaultBranch: string;
  /** Who may take each role: permission sets, SAML providers or IAM users, by the sign-in, or ARNs of roles. */
  people: { signIn: SignIn; roles: Record<PersonRole, 'default' | string[]> };
  monthlyBudgetUsd: number;
  controls: Record<string, boolean>;
  /** The policy that bounds every role. An ARN without an account means the account deployed to. */
  permissionsBoundary: string | null;
  tags: Record<string, string>;
}

export interface SourcedAnswers {
  answers: Answers;
  /** By dotted key: `buckets.raw`. */
  sources: Record<string, AnswerSource>;
}

/** The answers that nobody has to give: what contract.md calls defaults. */
export function defaults(name: string, sensitivity: Tier = 'confidential'): Answers {
  return {
    name,
    region: 'eu-west-1',
    sensitivity,
    buckets: { raw: 'create', processed: 'create', artifacts: 'create' },
    alerting: { emails: [], https: [], slack: null, topicArn: null, minimumSeverity: 'medium', watchRegion: 'default' },
    guardduty: 'create',
    trail: 'create',
    macie: 'create',
    accessAnalyzer: 'create',
    config: 'create',
    securityHub: 'create',
    protectedCopy: 'none',
    githubProvider: 'create',
    // A network without the internet is what the confidential tier adds; its endpoints cost money by the hour.
    network: sensitivity === 'public' || sensitivity === 'internal' ? 'none' : 'create',
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
  };
}

/** Of a region that was edited by hand to what is no text, too: it is told elsewhere. */
export function partitionNameOf(given: string): 'aws' | 'aws-cn' | 'aws-eusc' | 'aws-us-gov' {
  const region = asText(given);
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
