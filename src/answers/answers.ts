export const tiers = ['public', 'internal', 'confidential', 'restricted'] as const;
export type Tier = (typeof tiers)[number];

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
    minimumSeverity: 'low' | 'medium' | 'high';
  };
  guardduty: 'create' | 'existing' | 'organization';
  trail: 'create' | 'existing' | 'organization';
  network: 'create' | 'none' | { vpcId: string; subnetIds: string[]; securityGroupIds?: string[] };
  accounts: { dev: string | null; prod: string | null };
  repository: string;
  monthlyBudgetUsd: number;
  controls: Record<string, boolean>;
}

/** The answers that nobody has to give: what contract.md calls defaults. */
export function defaults(name: string, environment: NodeJS.ProcessEnv = process.env): Answers {
  return {
    name,
    region: environment.AWS_REGION ?? 'eu-west-1',
    sensitivity: 'confidential',
    buckets: { raw: 'create', processed: 'create', artifacts: 'create' },
    alerting: { emails: [], https: [], slack: null, topicArn: null, minimumSeverity: 'medium' },
    guardduty: 'create',
    trail: 'create',
    network: 'create',
    accounts: { dev: null, prod: null },
    repository: 'none',
    monthlyBudgetUsd: 200,
    controls: {},
  };
}
