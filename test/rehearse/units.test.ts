import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unitSteps } from '../../src/rehearse/units.ts';

function repository(units: Record<string, object>): string {
  const directory = mkdtempSync(join(tmpdir(), 'rehearsed-units-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'infra/units'), { recursive: true });
  writeFileSync(join(directory, 'infra/units/README.md'), '# Units\n');
  for (const [name, unit] of Object.entries(units)) {
    mkdirSync(join(directory, 'infra/units', name));
    writeFileSync(join(directory, 'infra/units', name, 'unit.json'), JSON.stringify(unit));
  }
  return directory;
}

const told = (units: Record<string, object>) =>
  unitSteps(repository(units)).map(({ who, title, expects }) => `${who} ${title}: ${expects}`);

test('who reads and writes a bucket of a unit is rehearsed, and the first that may not', () => {
  expect(
    told({ features: { kind: 'bucket', readers: ['training'], writers: ['processing'], bucket: 'create' } }),
  ).toEqual([
    'a job of processing puts an object into the bucket features: goes through',
    'a job of training reads an object of the bucket features: goes through',
    'a job of training puts an object into the bucket features: is refused',
    'a job of processing reads an object of the bucket features: is refused',
  ]);
  expect(told({ token: { kind: 'secret' } })).toHaveLength(4);
});

test('what a unit’s values leave out is not played', () => {
  const role = { kind: 'role', runs: 'processing', reads: ['raw/train/'], writes: false };
  expect(told({ score: role })).toEqual([
    'score reads what models are measured by: is refused',
    'score writes a model that nobody evaluated: is refused',
    'a job of training writes in the place of the role score: is refused',
  ]);
  expect(told({ score: { ...role, reads: ['processed/train/'], writes: true } }).slice(0, 2)).toEqual([
    'score reads what was prepared: goes through',
    'score writes in its own place: goes through',
  ]);
  // A unit's role reads what was written, where somebody writes.
  const bucket = { kind: 'bucket', readers: ['score'], writers: [], bucket: 'create' };
  expect(told({ features: bucket })[0]).toBe('a job of processing puts an object into the bucket features: is refused');
});

test('a bucket that exists, a kind of the owner and a page beside the folders have no steps', () => {
  const bucket = { kind: 'bucket', readers: [], writers: [], bucket: 'acme-shared-data' };
  expect(told({ shared: bucket, own: { kind: 'ours' } })).toEqual([]);
  expect(told({})).toEqual([]);
});
