import { type Answers, type Tier, tiers } from '../src/answers/answers.ts';
import { alerting, existing, network } from '../test/support/sample.ts';
import { makeScratch, writeVariant } from '../test/support/variant.ts';

const created: Partial<Answers> = { network: 'create', alerting };

/** Answers by what they are about. */
const answersOf = {
  created,
  existing,
  /** A locked copy, in a network of somebody else's. */
  locked: { ...created, network, protectedCopy: 'locked' },
  /** Nothing outside the repository's own region, and every kind of channel. */
  alone: {
    ...created,
    globalStack: false,
    alerting: {
      ...alerting,
      https: ['https://alerts.example.com/ml'],
      slack: 'T0123ABCD/C0123ABCD',
      watchRegion: null,
    },
  },
} satisfies Record<string, Partial<Answers>>;

export interface Variant {
  tier: Tier;
  resources: keyof typeof answersOf;
  directory: string;
}

/** Writes a repository for each tier and each of these kinds of answers, and gives `use` the directories. */
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
          ...answersOf[resources],
        };
        return { tier, resources, directory: writeVariant(scratch, `${tier}-${resources}`, answers) };
      }),
    );
    return await use(variants);
  } finally {
    remove();
  }
}
