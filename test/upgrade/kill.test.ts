import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { findRepository } from '../../src/git/repository.ts';
import type { Refusal } from '../../src/refusal.ts';
import { abort } from '../../src/upgrade/apply/abort.ts';
import { recover } from '../../src/upgrade/apply/recover.ts';
import { filesBelow, generate, type Sandbox, sandbox, sealed, upgrade } from '../sandbox.ts';

/** How often the program is killed: 200 in `npm run test:long`. */
const kills = Number(process.env.KILLS ?? 6);

const many = (word: string) =>
  Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`d${at % 5}/f${at}.txt`, `${word} ${at}\n`.repeat(200)]));
const old = { ...many('old'), 'conflict.txt': '1\n2\n3\n', 'leaves.txt': 'leaves\n', swap: 'file\n' };
const next = {
  ...many('new'),
  'conflict.txt': '1\nnew\n3\n',
  'comes/here.txt': 'comes\n',
  'swap/inner.txt': 'folder\n',
};

function prepared(): Sandbox {
  const box = sandbox();
  generate(box, sealed(old));
  box.put('conflict.txt', '1\nmine\n3\n');
  box.put('d0/mine.txt', 'mine\n');
  box.commit();
  box.put('d0/mine.txt', 'mine, not committed\n');
  return box;
}

/** A `git` that counts its calls and, at one of them, kills the program that calls it: before git runs, or after. */
function murderousGit(box: Sandbox, at: number, when: 'before' | 'after'): string {
  const folder = mkdtempSync(join(tmpdir(), 'git-'));
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const count = join(folder, 'count');
  writeFileSync(count, '');
  writeFileSync(
    join(folder, 'git'),
    `#!/bin/sh\nprintf x >> ${count}\nn=$(wc -c < ${count})\nif [ "$n" -eq ${at} ] && [ ${when} = before ]; then kill -9 $PPID; exit 1; fi\n${git} "$@"\nrc=$?\nif [ "$n" -eq ${at} ]; then kill -9 $PPID; fi\nexit $rc\n`,
  );
  chmodSync(join(folder, 'git'), 0o755);
  mkdirSync(box.top, { recursive: true });
  return folder;
}

async function runChild(box: Sandbox, path: string, killAfter?: number): Promise<boolean> {
  const words = ['--import', 'tsx', join(import.meta.dirname, 'child.ts'), box.project, JSON.stringify(next)];
  const child = spawn(process.execPath, words, {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, PATH: `${path}:${process.env.PATH}` },
  });
  const ended = new Promise<boolean>((resolve) => child.on('exit', (code) => resolve(code === 0)));
  if (killAfter !== undefined) {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await setTimeout(killAfter);
    try {
      // Half of the time git dies with the program, half of the time it goes on alone.
      process.kill(killAfter % 2 === 0 ? -(child.pid as number) : (child.pid as number), 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  return ended;
}

const stateOf = (box: Sandbox) => ({ files: filesBelow(box.top), index: box.git('ls-files', '-s') });
type State = ReturnType<typeof stateOf>;

async function wholeAgain(box: Sandbox, before: State, after: State): Promise<'before' | 'after'> {
  const said = await recover(await findRepository(box.project)).catch((error: Refusal) => error.message);
  const now = stateOf(box);
  const which = now.index === before.index ? 'before' : 'after';
  expect({ said, ...now }).toEqual({ said, ...(which === 'before' ? before : after) });
  expect(existsSync(join(box.top, '.git/index.lock'))).toBe(false);
  if (which === 'before') expect((await upgrade(box, sealed(next, '0.2.0'))).conflicts).toEqual(['conflict.txt']);
  expect(stateOf(box)).toEqual(after);
  await abort(await findRepository(box.project));
  expect(stateOf(box)).toEqual(before);
  return which;
}

test(`killed at ${kills} points, the repository is as before or as after, and the next run goes on`, {
  timeout: 3_600_000,
}, async () => {
  const box = prepared();
  const before = stateOf(box);
  const folder = murderousGit(box, 10_000, 'before');
  const start = Date.now();
  expect(await runChild(box, folder)).toBe(true);
  const calls = readFileSync(join(folder, 'count')).length;
  const lasts = Date.now() - start;
  const after = stateOf(box);
  expect(after.index).not.toBe(before.index);
  await abort(await findRepository(box.project));
  expect(stateOf(box)).toEqual(before);

  const calm: string[] = [folder];
  const seen = new Set<string>();
  for (let at = 0; at < kills; at += 1) {
    // The last calls write: they are tried first. Then every call, then moments between the calls.
    const call = calls - (at >> 1);
    const path = call > 0 ? murderousGit(box, call, at % 2 ? 'after' : 'before') : folder;
    calm.push(path);
    await runChild(box, path, call > 0 ? undefined : Math.floor(((at * 7919) % 1000) * lasts * 0.0008));
    seen.add(await wholeAgain(box, before, after));
  }
  expect(seen).toContain('before');
  for (const path of calm) rmSync(path, { recursive: true, force: true });
});
