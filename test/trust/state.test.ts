import { mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { agreeToOwn } from '../../src/commands/agree.ts';
import { digestWithTools } from '../../src/git/code.ts';
import { digestOfCode, digestOfOwn } from '../../src/trust/runs.ts';
import { agreeToFolder, agreeToOrigin, readAgreed, stateDirectory } from '../../src/trust/state.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const tree = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, { content: Buffer.from(text), mode: '100644' as const }]));

describe('what was agreed to', () => {
  const place = join(scratch, 'new', 'secure-ml');

  it('is kept in the state directory of the person, which others cannot read', () => {
    agreeToFolder('/work/a', ['sha256-1'], place);
    agreeToFolder('/work/a', ['sha256-2'], place);
    agreeToOrigin('npm:@acme/overlay', place);
    agreeToOrigin('npm:@acme/overlay', place);
    expect(readAgreed(place)).toEqual({
      folders: { '/work/a': ['sha256-1', 'sha256-2'] },
      origins: ['npm:@acme/overlay'],
    });
    expect(statSync(place).mode & 0o077).toBe(0);
  });

  it('is nothing where the record cannot be read, and is written anew', () => {
    writeFileSync(join(place, 'agreed.json'), '{"folders": 3');
    expect(readAgreed(place)).toEqual({ folders: {}, origins: [] });
    agreeToFolder('/work/b', ['sha256-3'], place);
    expect(JSON.parse(readFileSync(join(place, 'agreed.json'), 'utf8')).folders).toEqual({ '/work/b': ['sha256-3'] });
  });

  it('is asked again, and nothing fails, where the record cannot be written', () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    agreeToFolder('/work/a', ['sha256-1'], join(file, 'secure-ml'));
    expect(readAgreed(join(file, 'secure-ml')).folders).toEqual({});
  });

  it('forgets folders that are gone, once there are many', () => {
    const many = join(scratch, 'many', 'secure-ml');
    const agree = (count: number) => {
      for (let at = 0; at < count; at++) agreeToFolder(join(scratch, `gone-${at}`), ['sha256-1'], many);
    };
    agreeToFolder(scratch, ['sha256-1'], many);
    agree(99);
    expect(Object.keys(readAgreed(many).folders)).toHaveLength(100);
    agree(102);
    const kept = Object.keys(readAgreed(many).folders);
    expect(kept).toContain(scratch);
    expect(kept.length).toBeLessThan(100);
  });

  it('is below XDG_STATE_HOME only where that is absolute', () => {
    mkdirSync(join(scratch, 'home'));
    expect(stateDirectory({ XDG_STATE_HOME: '/var/me' })).toBe('/var/me/secure-ml');
    expect(stateDirectory({ XDG_STATE_HOME: 'here', HOME: '/home/me' })).not.toContain('here');
  });
});

describe.each([
  ['of anybody', digestOfCode],
  ['of ours', digestOfOwn],
] as const)('the digest of code %s', (_, digestOf) => {
  const before = { 'infra/app.ts': 'a', 'README.md': 'a', 'ml/workload/train.py': 'a', 'settings.json': '{}' };

  it.each([
    ['infra/app.ts', 'b'],
    ['infra/more.ts', ''],
    ['package.json', '{}'],
    ['tsconfig.json', '{}'],
    ['node_modules/tsx/dist/cli.mjs', ''],
    ['lib/addon.node', ''],
    ['noextension', ''],
    ['infra/secure-ml-report.html', ''],
    ['ml/output/model.js', ''],
    ['ml/model.json', '{}'],
  ])('changes with %s', (path, text) => {
    expect(digestOf(tree({ ...before, [path]: text }))).not.toBe(digestOf(tree(before)));
  });

  it.each([
    'README.md',
    'ml/workload/train.py',
    'settings.json',
    'accepted.json',
    'docs/a.svg',
    '.secure-ml/lock.json',
    'secure-ml-report.html',
    'secure-ml-rehearsal.html',
    'ml/output/model/manifest.json',
    'ml/output/model/model.skops',
    'ml/data/more.parquet',
    'docs/.DS_Store',
  ])('does not change with %s, which nothing runs', (path) => {
    expect(digestOf(tree({ ...before, [path]: 'other' }))).toBe(digestOf(tree(before)));
  });

  it.each([
    'ml/workload/train.py',
    'ml/sitecustomize.py',
    'ml/requirements.txt',
    'ml/model.json',
    'ml/output/model.py',
    'infra/app.ts',
  ])('of the workload changes with %s too', (path) => {
    const workload = (files: Record<string, string>) => digestOf(tree(files), 'workload');
    expect(workload({ ...before, [path]: 'other' })).not.toBe(workload(before));
    expect(workload({ ...before, 'README.md': 'other' })).toBe(workload(before));
    expect(workload(before)).not.toBe(digestOf(tree(before)));
  });
});

describe('code that this program wrote into a folder', () => {
  const files = { 'infra/app.ts': 'a', 'ml/workload/train.py': 'a' };
  const state = join(scratch, 'own-state');
  const folder = join(scratch, 'own');
  const agreed = (others: boolean) => {
    vi.stubEnv('XDG_STATE_HOME', join(state, String(others)));
    agreeToOwn(folder, tree(files), others);
    return readAgreed().folders[realpathSync(folder)] ?? [];
  };
  const known = (mine: string[], changed: Record<string, string>, where = folder) =>
    Promise.all(
      (['synthesis', 'workload'] as const).map(async (running) =>
        mine.includes(await digestWithTools(tree({ ...files, ...changed }), where, running)),
      ),
    );
  afterEach(() => vi.unstubAllEnvs());

  it('is known by the ids of its contents, in that folder and as it was written', async () => {
    mkdirSync(folder);
    const mine = agreed(false);
    expect(mine.every((digest) => digest.startsWith('own-'))).toBe(true);
    expect(await known(mine, {})).toEqual([true, true]);
    expect(await known(mine, { 'ml/workload/train.py': 'b' })).toEqual([true, false]);
    expect(await known(mine, { 'infra/app.ts': 'b' })).toEqual([false, false]);
    const elsewhere = join(scratch, 'elsewhere');
    mkdirSync(elsewhere);
    expect(await known(mine, {}, elsewhere)).toEqual([false, false]);
  });

  it('is known by its contents where an overlay wrote some of it: SHA-1 does not hold against who writes both', async () => {
    const mine = agreed(true);
    expect(mine).toEqual([digestOfCode(tree(files)), digestOfCode(tree(files), 'workload')]);
    expect(await known(mine, {})).toEqual([true, true]);
  });
});
