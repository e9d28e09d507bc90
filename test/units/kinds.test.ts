import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { templates } from '../../src/package.ts';
import { readKinds } from '../../src/units/kind.ts';
import { judge, makeScratch, writeVariant } from '../support/variant.ts';
import { unitsOf } from './samples.ts';

const scratch = makeScratch();
afterAll(scratch.remove);
const alerting = {
  emails: ['security@example.com'],
  https: [],
  slack: null,
  topicArn: null,
  minimumSeverity: 'medium',
} as const;
const answers = {
  sensitivity: 'confidential',
  network: 'create',
  alerting: { ...alerting, emails: ['security@example.com'] },
} as never;

describe('the kinds of units', () => {
  it.each(readKinds(templates))(
    '$kind is a folder with what every kind has',
    ({ kind, asks, brings, runbooks = [], ...texts }) => {
      const folder = join(templates, 'infra/units', kind);
      const every = ['unit.ts', 'proof.ts', 'proofs.json.ejs', 'journeys.json.ejs', 'events.json'];
      const files = every.filter((file) => !existsSync(join(folder, file)));
      expect(files).toEqual([]);
      expect(asks.length).toBeGreaterThan(0);
      expect(brings.length).toBeGreaterThan(0);
      for (const text of [texts.title, texts.why, texts.rights, texts.alerts, texts.proves])
        expect(text).toMatch(/\w{3}/);
      const pages = runbooks.filter((page) => !existsSync(join(templates, `docs/runbooks/${page}.md`)));
      expect(pages).toEqual([]);
    },
  );

  it('synthesize together with clean rule packs, and everything holds', async () => {
    const directory = writeVariant(scratch.directory, 'all', answers, unitsOf(answers));
    expect(await judge('whole', [directory])).toEqual({ [directory]: [] });
  }, 120_000);
});
