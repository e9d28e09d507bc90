import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { program, quietSurroundings, scratchDirectory, secureMl } from '../program.ts';

const scratch = scratchDirectory();
const env = { ...process.env, ...quietSurroundings };
const words = [program, 'my-ml', '--yes', '--no-install', '--quiet'];

const filesOf = (directory: string) =>
  readdirSync(directory, { recursive: true }).filter((file) => !String(file).startsWith('.git/')).length;

/** Starts the program in a directory of its own and sends the signal after `ms`. */
async function stopAfter(ms: number, signal: 'SIGKILL' | 'SIGINT', name: string) {
  const cwd = join(scratch, name);
  mkdirSync(cwd);
  const child = spawn(process.execPath, words, { cwd, env, stdio: 'ignore' });
  const ended = new Promise<number | null>((done) => {
    child.on('exit', (code) => done(code));
  });
  setTimeout(() => child.kill(signal), ms);
  return { cwd, code: await ended };
}

describe('stopped at any moment', async () => {
  const start = Date.now();
  await secureMl(words.slice(1), { cwd: scratch });
  const whole = Date.now() - start;
  const files = filesOf(join(scratch, 'my-ml'));
  const runs = 24;
  const moments = Array.from({ length: runs }, (_, index) => Math.round((whole * 1.1 * index) / runs));

  it('by SIGKILL, the target is absent or whole', async () => {
    let stopped = 0;
    for (const ms of moments) {
      const { cwd, code } = await stopAfter(ms, 'SIGKILL', `kill-${ms}-${Math.random()}`);
      if (code === null) stopped += 1;
      const target = join(cwd, 'my-ml');
      if (!existsSync(target)) continue;
      expect(filesOf(target)).toBe(files);
      expect((await execa('git', ['status', '--porcelain'], { cwd: target })).stdout).toBe('');
    }
    expect(stopped).toBeGreaterThan(5);
  });

  it('by SIGINT, it is 130 and nothing is left, or all was done', async () => {
    const codes = new Set<number | null>();
    for (const ms of moments.slice(0, -1).filter((_, index) => index % 2 === 1)) {
      const { cwd, code } = await stopAfter(ms, 'SIGINT', `int-${ms}-${Math.random()}`);
      codes.add(code);
      // null: before the program could heed anything, or when it had done all and was about to end.
      if (code === 0 || (code === null && existsSync(join(cwd, 'my-ml'))))
        expect(filesOf(join(cwd, 'my-ml'))).toBe(files);
      else expect(readdirSync(cwd), `exit ${code}`).toEqual([]);
    }
    expect([...codes].every((code) => code === 0 || code === 130 || code === null)).toBe(true);
  });
});

const disk = join(scratch, 'disk');
mkdirSync(disk);
const mounted = execaSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', disk], { reject: false }).exitCode === 0;

describe('a full disk', () => {
  it.skipIf(!mounted)('is refused with what to do, and nothing is left', async () => {
    try {
      const { exitCode, stderr } = await secureMl(['my-ml', '--yes', '--no-install'], { cwd: disk });
      expect(stderr).toContain('The disk is full');
      expect(exitCode).toBe(2);
      expect(readdirSync(disk)).toEqual([]);
    } finally {
      execaSync('umount', [disk], { reject: false });
    }
  });
});

it('goes on where whoever reads its messages stops reading', async () => {
  const cwd = join(scratch, 'unread');
  mkdirSync(cwd);
  const child = spawn(process.execPath, [program, 'my-ml', '--yes', '--no-install'], { cwd, env });
  child.stdout.destroy();
  child.stderr.destroy();
  expect(await new Promise((done) => child.on('exit', done))).toBe(0);
  expect(existsSync(join(cwd, 'my-ml/.secure-ml/lock.json'))).toBe(true);
});
