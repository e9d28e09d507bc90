import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { alerting } from './support/sample.ts';
import { judge, makeScratch, writeVariant } from './support/variant.ts';

const scratch = makeScratch();
afterAll(scratch.remove);

it('a job may be larger and run for longer than by default, as the README says, and all is proven', async () => {
  const shared = { network: 'create', repository: 'acme/ml', alerting } as const;
  const directories = [
    writeVariant(scratch.directory, 'unit', shared, [{ kind: 'pipeline', name: 'nightly', values: {} }]),
    writeVariant(scratch.directory, 'restricted', { ...shared, sensitivity: 'restricted' }),
  ];
  for (const directory of directories) {
    const file = join(directory, 'settings.json');
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...settings, jobs: { volumeGb: 200, maxMinutes: 4320 } }));
  }
  const verdicts = await judge<string[]>('proved', directories);
  expect(Object.values(verdicts)).toEqual([[], []]);
}, 600_000);
