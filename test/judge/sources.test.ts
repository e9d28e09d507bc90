import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repositoryAt } from '../../src/commands/judged.ts';
import { assertFreshAssembly } from '../../src/judging/fresh.ts';
import { digestAt, isSource, recordSources, standingOf } from '../../templates/judge/read/sources.ts';

let place: string;
const put = (path: string, content: string) => {
  mkdirSync(dirname(join(place, path)), { recursive: true });
  writeFileSync(join(place, path), content);
};
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'secure-ml-sources-'));
  for (const path of ['infra/app.ts', 'infra/units/x/unit.json', 'judge/place.ts', 'settings.json', 'ml/model.json']) {
    put(path, `${path}\n`);
  }
  put('cdk.out/manifest.json', '{}');
  recordSources(join(place, 'cdk.out'), digestAt(place));
});
afterEach(() => rmSync(place, { recursive: true }));

const standing = () => standingOf(join(place, 'cdk.out'), place);
const refusal = () => {
  try {
    assertFreshAssembly(join(place, 'cdk.out'), place);
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('an assembly', () => {
  it('is of its sources, whatever their times and line ends are', () => {
    utimesSync(join(place, 'settings.json'), 0, 0);
    put('infra/app.ts', 'infra/app.ts\r\n');
    expect([standing(), refusal()]).toEqual(['fresh', undefined]);
  });

  it.each(['infra/app.ts', 'infra/units/x/unit.json', 'infra/new.ts', 'settings.json', 'ml/model.json'])(
    'is stale where %s is edited or new, to its own repository and to the program',
    (path) => {
      put(path, 'edited\n');
      expect([standing(), refusal()]).toEqual(['stale', 'judge/stale']);
    },
  );

  it.each([
    'infra/controls/x/proofs.json',
    'infra/verify.test.ts',
    'judge/place.ts',
    'docs/proofs.md',
    'ml/workload/train.py',
    'accepted.json',
  ])('stays fresh where %s is edited: no template comes from it', (path) => {
    put(path, 'edited\n');
    expect([standing(), refusal()]).toEqual(['fresh', undefined]);
  });

  it('is not of a folder that a link leads to', () => {
    const elsewhere = `${place}-elsewhere`;
    renameSync(join(place, 'infra'), elsewhere);
    symlinkSync(elsewhere, join(place, 'infra'));
    expect(refusal()).toBe('judge/stale');
    expect(repositoryAt(place)).toBeUndefined();
    rmSync(elsewhere, { recursive: true });
  });

  it('has no standing without a record, and none after a synthesis that failed', () => {
    recordSources(join(place, 'cdk.out'));
    expect([standing(), refusal()]).toEqual(['unsaid', undefined]);
  });

  it('is refused where its record is a link or no digest', () => {
    put('cdk.out/sources.json', '{"digest":"none"}');
    expect([standing(), refusal()]).toEqual(['stale', 'judge/stale']);
    rmSync(join(place, 'cdk.out/sources.json'));
    symlinkSync(join(place, 'settings.json'), join(place, 'cdk.out/sources.json'));
    expect(() => standing()).toThrow('is not a regular file');
  });
});

it('counts no proof among the sources', () => {
  expect(['infra/controls/mfa/proofs.json', 'README.md', 'node_modules/x.json'].filter(isSource)).toEqual([]);
});
