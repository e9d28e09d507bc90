import { type Answers, type Tier, tiers } from '../src/answers/answers.ts';
import { alerting, existing } from '../test/support/sample.ts';
import { makeScratch, writeVariant } from '../test/support/variant.ts';

const created: Partial<Answers> = { network: 'create', alerting };

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
        const answers = {
          region: 'eu-west-1',
          sensitivity: tier,
          repository: 'acme/ml',
          ...(resources === 'created' ? created : existing),
        };
        return { tier, resources, directory: writeVariant(scratch, `${tier}-${resources}`, answers) };
      }),
    );
    return await use(variants);
  } finally {
    remove();
  }
}
