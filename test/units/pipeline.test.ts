import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answers, tiers } from '../../src/answers/answers.ts';
import { templates } from '../../src/package.ts';
import { judge, makeScratch, writeVariant } from '../support/variant.ts';
import { makeReady } from './ready.ts';
import { unitsOf } from './samples.ts';

const scratch = makeScratch();
afterAll(scratch.remove);

describe('a pipeline and its schedule', () => {
  it('start from the definition that the base has: both files are one', () => {
    const read = (path: string) => readFileSync(join(templates, 'infra', path), 'utf8');
    expect(read('units/pipeline/definition.json')).toBe(read('controls/pipeline/definition.json'));
  });

  describe('with an image and packages, so that steps run', () => {
    let verdicts: Record<string, string[]> = {};
    const folders: Record<string, string> = {};
    beforeAll(async () => {
      for (const sensitivity of tiers) {
        const answers = { sensitivity, region: 'eu-west-1' } satisfies Partial<Answers>;
        const units = unitsOf(answers).filter(({ kind }) => ['pipeline', 'schedule', 'parameter'].includes(kind));
        folders[sensitivity] = writeVariant(scratch.directory, sensitivity, answers, units);
        makeReady(folders[sensitivity]);
      }
      verdicts = await judge('whole', Object.values(folders));
    }, 300_000);

    it.each(tiers)('hold at %s', (tier) => {
      expect(verdicts[folders[tier] as string]).toEqual([]);
    });
  });
});
