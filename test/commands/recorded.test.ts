import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchDirectory, secureMl } from '../program.ts';
import { keys, openTerminal } from '../terminal.ts';

const scratch = scratchDirectory();
const repository = join(scratch, 'my-ml');
const here = (...words: string[]) => secureMl([...words, '-C', repository], { cwd: scratch });

beforeAll(async () => {
  const words = ['my-ml', '--yes', '--no-install', '--no-git', '--sensitivity', 'internal'];
  await secureMl(words, { cwd: scratch, env: { AWS_REGION: 'us-east-1' } });
});

describe('secure-ml answers', () => {
  it('shows each answer with its source', async () => {
    const { stdout, exitCode } = await here('answers');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^region +environment +us-east-1$/m);
    expect(stdout).toMatch(/^sensitivity +flag +internal$/m);
    expect(stdout).toMatch(/^monthlyBudgetUsd +default +200$/m);
  });

  it('shows what was edited in settings.json as yours', async () => {
    const file = join(repository, 'settings.json');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace('"monthlyBudgetUsd": 200', '"monthlyBudgetUsd": 300'));
    const { stdout } = await here('answers', '--json');
    writeFileSync(file, before);
    const { answers } = JSON.parse(stdout);
    expect(answers).toContainEqual({ key: 'monthlyBudgetUsd', value: 300, source: 'you' });
  });

  it('--set refuses what cannot be used, all of it at once', async () => {
    const { stderr, exitCode } = await here('answers', '--set', 'sensitivity=secret', '--set', 'trail=none');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('2 answers cannot be used');
  });

  it('elsewhere says where to go', async () => {
    const { stderr, exitCode } = await secureMl(['answers'], { cwd: scratch });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('-C DIR');
  });

  it.each(['[]', '{', '{"answers": 1, "sources": [], "__proto__": {}}'])(
    'a lock that is %s is not reported as a bug of ours',
    async (lock) => {
      const file = join(repository, '.secure-ml/lock.json');
      const before = readFileSync(file, 'utf8');
      writeFileSync(file, lock);
      const { exitCode } = await here('answers');
      writeFileSync(file, before);
      expect([0, 2]).toContain(exitCode);
    },
  );
});

describe('secure-ml control', () => {
  it('lists every control with whether it is on and why', async () => {
    const { stdout, exitCode } = await here('control');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^on {3}trail \(from the public tier\)$/m);
    expect(stdout).toMatch(/^on {3}customer-keys \(the internal tier\)$/m);
    expect(stdout).toMatch(/^off {2}network \(network is none\)$/m);
    expect(stdout).toMatch(/^\d+ of \d+ controls are on$/m);
  });

  it('refuses an id that it does not know, with those it knows', async () => {
    const { stderr, exitCode } = await here('control', 'nonsense');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('guardduty');
  });

  it('refuses to turn off what the tier turns on', async () => {
    const { stderr, exitCode } = await here('control', 'trail', '--off');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the internal tier turns it on');
  });

  it('in a terminal asks what the control depends on', async () => {
    const terminal = openTerminal(['control', 'network', '-C', repository], { cwd: scratch });
    expect(await terminal.until('? Network for jobs')).toContain('create');
    terminal.type(keys.interrupt);
    expect(await terminal.exit).toBe(130);
  });
});

describe('--help', () => {
  it.each([[[]], [['answers']], [['control']], [['new']]])(
    '%j shows usage and examples in 80 columns',
    async (words) => {
      const { stdout, exitCode } = await secureMl([...words, '--help'], { cwd: scratch });
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Examples\n  ');
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    },
  );

  it("--version is the package's", async () => {
    const { stdout } = await secureMl(['--version'], { cwd: scratch });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
