import { type Answers, type Tier, tiers } from '../src/answers/answers.ts';
import { makeScratch, writeVariant } from '../test/support/variant.ts';

const alerting: Answers['alerting'] = {
  emails: ['security@example.com'],
  https: [],
  slack: null,
  topicArn: null,
  minimumSeverity: 'medium',
  watchRegion: 'default',
};

const created: Partial<Answers> = { network: 'create', repository: 'acme/ml', alerting };

const existing: Partial<Answers> = {
  repository: 'acme/ml',
  network: { vpcId: 'vpc-0a1b2c3d4e5f60718', subnetIds: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'] },
  buckets: { raw: 'acme-raw-data', processed: 'acme-processed-data', artifacts: 'acme-models' },
  alerting: { ...alerting, emails: [], topicArn: 'arn:aws:sns:eu-west-1:111122223333:security' },
  trail: 'existing',
  guardduty: 'existing',
};

export interface Variant {
  tier: Tier;
  resources: 'created' | 'existing';
  directory: string;
}

/** Writes a repository for each tier, with everything created and with what exists, and gives `use` the directories. */
export async function withVariants<T>(
  kinds: Variant['resources'][],
  use: (variants: Variant[]) => Promise<T>,
): Promise<T> {
  const { directory: scratch, remove } = makeScratch();
  try {
    const variants = tiers.flatMap((tier) =>
      kinds.map((resources): Variant => {
        const answers = { region: 'eu-west-1', sensitivity: tier, ...(resources === 'created' ? created : existing) };
        return { tier, resources, directory: writeVariant(scratch, `${tier}-${resources}`, answers) };
      }),
    );
    return await use(variants);
  } finally {
    remove();
  }
}
