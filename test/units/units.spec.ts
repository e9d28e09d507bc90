import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answers, tiers } from '../../src/answers/answers.ts';
import { alerting, buckets as existing } from '../support/sample.ts';
import { judge, makeScratch, writeVariant } from '../support/variant.ts';
import { makeReady } from './ready.ts';
import { unitsOf } from './samples.ts';

const scratch = makeScratch();
afterAll(scratch.remove);

const variants = tiers.flatMap((sensitivity) =>
  ['eu-west-1', 'us-gov-west-1', 'cn-north-1'].flatMap((region) =>
    [false, true].map((exists) => ({
      exists,
      id: `${sensitivity}, ${region}, ${exists ? 'existing buckets' : 'created buckets'}`,
      answers: {
        ...{ sensitivity, region, alerting, network: 'create', repository: 'acme/ml' },
        ...(exists && { buckets: existing }),
      } satisfies Partial<Answers>,
    })),
  ),
);

describe('all kinds together', () => {
  let verdicts: Record<string, string[]> = {};
  const folders = new Map<string, string>();
  beforeAll(async () => {
    for (const { id, answers } of variants)
      folders.set(id, writeVariant(scratch.directory, id, answers, unitsOf(answers)));
    // Half of the pipelines start their steps, half refuse to for want of an image's digest.
    for (const { id, exists } of variants) if (!exists) makeReady(folders.get(id) as string);
    verdicts = await judge('whole', [...folders.values()]);
  }, 1_800_000);

  it.each(variants)('hold at $id', ({ id }) => {
    expect(verdicts[folders.get(id) as string]).toEqual([]);
  });
});
