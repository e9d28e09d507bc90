import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/commands/create.ts';
import { fillingOf } from '../../src/commands/into.ts';
import { inspect } from '../../src/fleet/inspect.ts';
import { version } from '../../src/package.ts';

const place = realpathSync(mkdtempSync(join(tmpdir(), 'into-')));
afterAll(() => rmSync(place, { recursive: true, force: true }));

let count = 0;
let target = '';
/** A directory with these files, as a forge or a person made it. */
function made(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
  }
}
const read = (path: string) => readFileSync(join(target, path), 'utf8');
const git = (...words: string[]) => execFileSync('git', words, { cwd: target, encoding: 'utf8' }).trim();

let said = '';
function create(values: Record<string, boolean | string[]> = {}): Promise<number> {
  said = '';
  const say = (line: string) => {
    said += `${line}\n`;
  };
  const set = ['name=my-ml', 'region=eu-west-1', 'alerting.emails=sec@acme.dev'];
  const all = { yes: true, into: true, 'no-install': true, set, ...values };
  return run({ directory: place, values: all, positionals: [target], say, print: (_, text) => say(text) });
}

beforeEach(() => {
  target = join(place, String(count++));
  mkdirSync(target);
});

describe('a directory with files, filled with --into', () => {
  it('keeps what a forge put there, and its history', async () => {
    made({
      'README.md': '# Mine\n',
      LICENSE: 'MIT\n',
      '.gitignore': '*.log\r\nnode_modules/',
      'docs/mine.md': 'mine\n',
    });
    git('init', '--quiet');
    git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--allow-empty', '-m', 'Initial commit');
    expect(await create()).toBe(0);
    expect(said).toMatch(/README\.md stays yours; the generated one is written as README\.secure-ml\.md/);
    expect(['README.md', 'LICENSE', 'docs/mine.md'].map(read)).toEqual(['# Mine\n', 'MIT\n', 'mine\n']);
    expect(read('README.secure-ml.md')).toContain('my-ml');
    expect(read('.gitignore')).toMatch(/^\*\.log\r\nnode_modules\/\r\n[\s\S]*cdk\.out\/\r\n/);
    expect(read('.gitignore').match(/^node_modules\/\r$/gm)).toHaveLength(1);
    expect(git('log', '--format=%s')).toBe('Initial commit');
    expect(git('ls-files')).toBe('');
    const { base, files, findings } = inspect(target, version, '2026-11-28');
    expect([base, findings]).toEqual(['intact', []]);
    const others = files.filter(({ state }) => !['as generated', 'yours'].includes(state));
    expect(others.map(({ path, state }) => [path, state])).toEqual([
      ['.gitignore', 'edited'],
      ['README.md', 'ejected'],
    ]);
    expect(readdirSync(place).filter((name) => name.includes('secure-ml-'))).toEqual([]);
  });

  it.each([
    ['a file of ours', { 'package.json': '{}\n', 'ml/workload/train.py': 'mine\n' }],
    [
      'a page that differs in case, and the place beside it',
      { 'readme.md': 'mine\n', 'README.secure-ml.md': 'mine\n' },
    ],
    ['a folder in the place of a file', { 'tsconfig.json/x': 'mine\n' }],
    ['a file in the place of a folder', { infra: 'mine\n' }],
    ['a folder of another case', { 'Infra/mine.ts': 'mine\n' }],
  ])('refuses %s, and changes nothing', async (_, files) => {
    made(files);
    const before = readdirSync(target, { recursive: true });
    await expect(create()).rejects.toMatchObject({ code: 'create/in-the-way' });
    expect(readdirSync(target, { recursive: true })).toEqual(before);
    for (const [path, text] of Object.entries(files)) expect(read(path)).toBe(text);
    expect(readdirSync(place).filter((name) => name.includes('secure-ml-'))).toEqual([]);
  });

  it('writes through no link', async () => {
    mkdirSync(join(place, `outside-${count}`));
    symlinkSync(join(place, `outside-${count}`), join(target, 'docs'));
    await expect(create()).rejects.toMatchObject({ code: 'create/in-the-way' });
    expect(readdirSync(join(place, `outside-${count}`))).toEqual([]);
  });

  it('refuses one that is a repository of the generator already', async () => {
    made({ '.secure-ml/lock.json': '{}' });
    await expect(create()).rejects.toMatchObject({ code: 'create/generated' });
  });

  it('needs the word: without it, it says which', async () => {
    made({ LICENSE: 'MIT\n' });
    await expect(create({ into: false })).rejects.toMatchObject({ fix: expect.stringContaining('--into') });
  });

  it('writes nothing with --dry-run', async () => {
    made({ 'README.md': 'mine\n' });
    expect(await create({ 'dry-run': true })).toBe(0);
    expect(readdirSync(target)).toEqual(['README.md']);
    expect(said).toContain('README.secure-ml.md');
  });
});

it('a README of another case stays, and ours goes beside it', () => {
  made({ 'Readme.md': 'mine\n' });
  const tree = new Map([['README.md', { content: Buffer.from('ours\n'), mode: '100644' as const }]]);
  expect([...fillingOf(target, tree).beside]).toEqual([['README.md', 'README.secure-ml.md']]);
  expect(existsSync(join(target, 'README.secure-ml.md'))).toBe(false);
});
