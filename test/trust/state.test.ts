import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOfCode } from '../../src/trust/runs.ts';
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

describe('the digest of what would run', () => {
  const before = { 'infra/app.ts': 'a', 'README.md': 'a', 'ml/workload/train.py': 'a', 'settings.json': '{}' };

  it.each([
    ['infra/app.ts', 'b'],
    ['infra/more.ts', ''],
    ['package.json', '{}'],
    ['tsconfig.json', '{}'],
    ['node_modules/tsx/dist/cli.mjs', ''],
    ['lib/addon.node', ''],
    ['noextension', ''],
  ])('changes with %s', (path, text) => {
    expect(digestOfCode(tree({ ...before, [path]: text }))).not.toBe(digestOfCode(tree(before)));
  });

  it.each([
    'README.md',
    'ml/workload/train.py',
    'settings.json',
    'accepted.json',
    'docs/a.svg',
    '.secure-ml/lock.json',
  ])('does not change with %s, which nothing runs', (path) => {
    expect(digestOfCode(tree({ ...before, [path]: 'other' }))).toBe(digestOfCode(tree(before)));
  });

  it.each(['ml/workload/train.py', 'ml/sitecustomize.py', 'ml/requirements.txt', 'ml/model.json', 'infra/app.ts'])(
    'of the workload changes with %s too',
    (path) => {
      const workload = (files: Record<string, string>) => digestOfCode(tree(files), 'workload');
      expect(workload({ ...before, [path]: 'other' })).not.toBe(workload(before));
      expect(workload({ ...before, 'README.md': 'other' })).toBe(workload(before));
      expect(workload(before)).not.toBe(digestOfCode(tree(before)));
    },
  );
});
