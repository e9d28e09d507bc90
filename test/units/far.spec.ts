import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../src/answers/answers.ts';
import { tooLongIn } from '../../src/judging/quotas.ts';
import { alerting, existing, network } from '../support/sample.ts';
import { judge, makeScratch, writeVariant } from '../support/variant.ts';
import { unitsOf } from './samples.ts';

const scratch = makeScratch();
afterAll(scratch.remove);

const name = `${'long-name-'.repeat(3)}of`;
const accounts = { dev: '111122223333', prod: '444455556666' };
const more: [string, Partial<Answers>][] = [
  ['confidential, us-gov-east-1', { sensitivity: 'confidential', region: 'us-gov-east-1', network: 'create' }],
  ['restricted, us-gov-east-1', { sensitivity: 'restricted', region: 'us-gov-east-1', network: 'create' }],
  ['restricted, cn-northwest-1, an existing network', { sensitivity: 'restricted', region: 'cn-northwest-1', network }],
  ['confidential, two accounts', { sensitivity: 'confidential', network: 'create', accounts }],
  ['confidential, every existing part', { sensitivity: 'confidential', ...existing }],
];
const variants = more.map(([id, answers]) => ({
  id,
  answers: { name, alerting, repository: 'acme/ml', ...answers } as Partial<Answers>,
}));

/** The longest names of projects and regions: what a service limits has to fit here as well. */
describe('all kinds together', () => {
  let verdicts: Record<string, string[]> = {};
  const folders = new Map<string, string>();
  beforeAll(async () => {
    for (const { id, answers } of variants)
      folders.set(id, writeVariant(scratch.directory, id, answers, unitsOf(answers)));
    verdicts = await judge('proved', [...folders.values()]);
  }, 1_800_000);

  it.each(variants)('hold, and are short enough, at $id', ({ id }) => {
    const folder = folders.get(id) as string;
    expect(verdicts[folder]).toEqual([]);
    expect(tooLongIn(`${folder}/cdk.out`)).toEqual([]);
  });
});
