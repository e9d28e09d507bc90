import { appendFileSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../terminal.ts';
import { openRegistry, type Registry } from './registry.ts';
import { type Stranger, stranger } from './stranger.ts';
import { name, next, nextVersion, packed, version } from './versions.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'stranger-')));
let registry: Registry;
let tarball: string;
let ada: Stranger;

beforeAll(async () => {
  tarball = await packed(scratch);
  registry = await openRegistry(scratch, name);
  await registry.publish(tarball);
  ada = stranger(join(scratch, 'ada'), registry.address, '[user]\n name = Ada\n email = ada@bank.example\n');
});

afterAll(async () => {
  await registry?.stop();
  await rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
});

const read = (path: string) => readFileSync(join(ada.home, 'my-ml', path), 'utf8');
const train = 'ml/workload/train.py';
const page = 'docs/runbooks/root-use.md';

describe('somebody in a terminal', () => {
  it('types npm init secure-ml, agrees to all of it, and has a repository with its packages', async () => {
    const terminal = ada.types('.', 'npm', 'init', 'secure-ml', 'my-ml');
    await terminal.until('Ok to proceed?');
    terminal.type(`y${keys.enter}`);
    const questions = ['Region', 'How sensitive', 'Buckets', 'Where do alerts', 'E-mail', 'Alert from', 'Customize'];
    for (const question of [...questions, 'Write it']) {
      await terminal.until(`? ${question}`);
      terminal.type(keys.enter);
    }
    expect(await terminal.exit, terminal.screen()).toBe(0);
    expect(terminal.screen()).toMatch(/Next:\s+cd my-ml\s+npm test\s+npm run train/);
    expect(await ada.runs('my-ml', 'git', 'status', '--porcelain')).toBe('');
    expect(JSON.parse(read('settings.json')).alerting.emails).toEqual(['ada@bank.example']);
  });

  it('proves what was written', async () => {
    const said = await ada.runs('my-ml', 'npm', 'test');
    expect(said).toMatch(/Tests +\d+ passed/);
    expect(said).toMatch(/\d+ passed in/);
  });
});

describe('a script', () => {
  it('types npm init secure-ml --yes where git knows nobody, and proves what was written', async () => {
    const robot = stranger(join(scratch, 'robot'), registry.address);
    await robot.runs('.', 'npm', 'init', 'secure-ml', 'quick-ml', '--yes', '--no-install');
    expect(await robot.runs('quick-ml', 'git', 'log', '--format=%s')).toBe('Generate with create-secure-ml');
    await robot.runs('quick-ml', 'npm', 'ci');
    await robot.runs('quick-ml', 'npm', 'test');
  });
});

describe('when a second version is published', () => {
  it('an edit and the new template are both there after npx create-secure-ml upgrade', async () => {
    appendFileSync(join(ada.home, 'my-ml', train), '\n\ndef mine() -> int:\n    """Ours."""\n    return 1\n');
    writeFileSync(join(ada.home, 'my-ml/NOTES.md'), 'Ours.\n');
    await ada.runs('my-ml', 'git', 'add', '--all');
    await ada.runs('my-ml', 'git', 'commit', '--quiet', '--message', 'Ours');
    const edits = {
      [train]: (text: string) => text.replace('"""Trains the model.', '"""Trains the model, newly.'),
      [page]: (text: string) => `${text}\nNew.\n`,
      'docs/new.md': () => 'New.\n',
    };
    await registry.publish(await nextVersion(tarball, join(scratch, 'next'), edits));

    const preview = await ada.runs('my-ml', 'npx', '--yes', 'create-secure-ml', 'upgrade', '--preview');
    expect(preview).toContain(train);
    expect(await ada.runs('my-ml', 'git', 'status', '--porcelain')).toBe('');

    const said = await ada.runs('my-ml', 'npx', '--yes', 'create-secure-ml', 'upgrade');
    expect(said).toContain('To revert: npx create-secure-ml upgrade --abort');
    expect(read(train)).toMatch(/^"""Trains the model, newly\.[\s\S]*def mine\(\) -> int:/);
    expect([read(page), read('docs/new.md'), read('NOTES.md')]).toEqual([
      expect.stringMatching(/\nNew\.\n$/),
      'New.\n',
      'Ours.\n',
    ]);
    expect(JSON.parse(read('.secure-ml/lock.json')).generator).toBe(next);
  });

  it('the upgraded repository is committed, is what its lock says, and proves itself', async () => {
    await ada.runs('my-ml', 'git', 'commit', '--quiet', '--message', `Upgrade to ${next}`);
    expect(await ada.runs('my-ml', 'git', 'status', '--porcelain')).toBe('');
    await ada.runs('my-ml', 'npx', '--yes', 'create-secure-ml', 'check');
    await ada.runs('my-ml', 'npm', 'test');
  });

  it('the version before it is still to be had, and refuses to go back', async () => {
    await expect(ada.runs('my-ml', 'npx', '--yes', `create-secure-ml@${version}`, 'upgrade')).rejects.toThrow(next);
  });
});
