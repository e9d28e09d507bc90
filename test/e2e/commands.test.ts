import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { document, tarballOf } from '../overlay/forge.ts';
import { ends, git, place } from './programs.ts';

const scratch = place();
const repository = join(scratch, 'my-ml');
const empty = join(scratch, 'empty');
const waiver = ['--owner', '@bank/ml', '--until', '2027-01-31', '--reason', 'The scanner cannot read this file at all'];

beforeAll(async () => {
  mkdirSync(empty);
  await ends(0, scratch, ['my-ml', '--yes', '--no-install', '--sensitivity', 'public']);
});

describe('outside a repository', () => {
  const commands = [
    ['upgrade'],
    ['upgrade', '--preview'],
    ['upgrade', '--abort'],
    ['answers'],
    ['answers', '--set', 'region=eu-west-1'],
    ['control'],
    ['control', 'macie'],
    ['check'],
    ['diff'],
    ['access'],
    ['report'],
    ['eject', 'README.md'],
    ['waive', 'drift/README.md', ...waiver],
    ['fleet'],
    ['overlay'],
    ['overlay', 'test'],
  ];
  it.each(commands.map((words) => [words]))('%j is refused with what to type, and writes nothing', async (words) => {
    const { stdout } = await ends(2, empty, [...words, '--json']);
    expect(JSON.parse(stdout).error).toMatchObject({ code: expect.stringMatching(/^[a-z-]+\/[a-z-]+$/) });
    expect(JSON.parse(stdout).error.fix.length).toBeGreaterThan(10);
    expect(readdirSync(empty)).toEqual([]);
  });
});

describe('in a repository, --json gives one document and nothing else on stdout:', () => {
  const commands: [number, string[]][] = [
    [0, ['new', 'x-ml', '--yes', '--dry-run']],
    [0, ['upgrade', '--preview']],
    [2, ['upgrade', '--abort']],
    [0, ['answers']],
    [0, ['answers', '--set', 'monthlyBudgetUsd=300', '--dry-run']],
    [0, ['control']],
    [0, ['control', 'macie', '--dry-run']],
    [0, ['check']],
    [0, ['diff']],
    // Its tools are not installed here.
    [2, ['access']],
    [2, ['report']],
    [0, ['eject', 'README.md', '--dry-run']],
    [0, ['waive', 'drift/README.md', ...waiver, '--dry-run']],
    [0, ['fleet', '.']],
    [0, ['overlay', 'new', 'ours', '--dry-run']],
  ];
  it.each(commands)('exit %i, %j', async (exit, words) => {
    const { stdout } = await ends(exit, repository, [...words, '--json']);
    expect(typeof JSON.parse(stdout)).toBe('object');
    expect(git(repository, 'status', '--porcelain')).toBe('');
  });
});

describe('what nobody knows is refused', () => {
  it.each([
    [['check', '--strikt'], 'secure-ml check --help'],
    [['--nonsense'], 'create-secure-ml --help'],
    [['upgarde'], 'secure-ml upgrade'],
    [['chek', '--yes'], 'secure-ml check'],
    [['control', 'macie', 'mfa'], 'secure-ml control --help'],
  ])('%j', async (words, fix) => {
    const { stderr } = await ends(2, repository, words);
    expect(stderr).toContain(fix);
  });

  it('an option of all commands may come before the command', async () => {
    await ends(0, scratch, ['-C', repository, 'check']);
    expect(readdirSync(scratch).sort()).toEqual(['empty', 'my-ml']);
  });
});

describe('a hostile overlay writes nothing, in a new repository as in one that exists', () => {
  const json = Buffer.from(JSON.stringify(document()));
  const file = (path: string, content = 'x') => ({ path: `package/files/${path}`, content: Buffer.from(content) });
  const tarballs: Record<string, Buffer> = {
    'a path that leads out': tarballOf([
      { path: 'package/overlay.json', content: json },
      { path: 'package/../../out', content: json },
    ]),
    'a hook of git': tarballOf([{ path: 'package/overlay.json', content: json }, file('.git/hooks/pre-commit')]),
    'a lock of its own': tarballOf([
      { path: 'package/overlay.json', content: json },
      file('.secure-ml/lock.json', '{}'),
    ]),
    'a symbolic link': tarballOf([
      { path: 'package/overlay.json', content: json },
      { path: 'package/files/x', type: 'SymbolicLink', link: '/etc/passwd' },
    ]),
    'other settings': tarballOf([{ path: 'package/overlay.json', content: json }, file('settings.json', '{}')]),
    'a control of ours': tarballOf([
      { path: 'package/overlay.json', content: json },
      file('infra/controls/trail/control.ts', 'export const apply = () => {};'),
    ]),
    'an install script': tarballOf([
      { path: 'package/overlay.json', content: json },
      { path: 'package/package.json', content: Buffer.from('{"scripts":{"postinstall":"touch /tmp/x"}}') },
    ]),
    'a slot that ends a text': tarballOf([
      { path: 'package/overlay.json', content: Buffer.from(JSON.stringify(document({ slots: ['a.yml'] }))) },
      file('a.yml', 'x: {{ answers.name }}\n'),
    ]),
    'another generator': tarballOf([
      { path: 'package/overlay.json', content: Buffer.from(JSON.stringify(document({ generator: '>=9' }))) },
    ]),
  };
  it.each(Object.keys(tarballs))('%s', async (name) => {
    const overlay = join(scratch, 'hostile.tgz');
    writeFileSync(overlay, tarballs[name] as Buffer);
    const fresh = await ends(2, scratch, ['new-ml', '--yes', '--no-install', '--org', overlay, '--json']);
    const older = await ends(2, repository, ['upgrade', '--yes', '--org', overlay, '--json']);
    for (const { stdout } of [fresh, older]) {
      expect(JSON.parse(stdout).error.code).toMatch(/^overlay\/(source|invalid|slot|conflict|generator)/);
    }
    expect(git(repository, 'status', '--porcelain')).toBe('');
    expect(readdirSync(scratch).sort()).toEqual(['empty', 'hostile.tgz', 'my-ml']);
  });
});
