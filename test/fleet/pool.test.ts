import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { surveyAll } from '../../src/fleet/pool.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const newest = { generator: '0.2.0', overlays: {} };

/** A repository whose lock is this text. */
function withLock(name: string, text: string): string {
  const directory = join(scratch, name);
  mkdirSync(join(directory, '.secure-ml'), { recursive: true });
  writeFileSync(join(directory, '.secure-ml/lock.json'), text);
  return directory;
}

const lock = (files: object, rest = {}) =>
  JSON.stringify({
    format: 1,
    generator: '0.1.0',
    overlays: [],
    answers: {},
    sources: {},
    files,
    removed: [],
    ...rest,
  });
const entry = { mode: '100644', blob: '0'.repeat(40), owner: 'generated' };

it('a repository that needs more memory or time than it may is the fault in its row, and the others are surveyed', async () => {
  const many = Object.fromEntries([...Array(19_000).keys()].map((at) => [`a/${at}`, entry]));
  const large = withLock('large', lock(many));
  const good = [withLock('good', lock({})), withLock('better', lock({}))];
  const places = [good[0] as string, large, good[1] as string];
  // So little that a lock of 19,000 files is too much, and a small one is not.
  const little = await surveyAll(places, newest, '2026-11-27', { milliseconds: 30_000, megabytes: 16 });
  expect(little.map(({ directory }) => directory)).toEqual(places);
  expect(little[1]?.fault).toMatch(/memory|stops the program/);
  expect([little[0]?.generator, little[2]?.generator]).toEqual(['0.1.0', '0.1.0']);
  const hurried = await surveyAll([large], newest, '2026-11-27', { milliseconds: 1, megabytes: 512 });
  expect(hurried[0]?.fault).toBe('it takes longer than 0.001 s');
});

it('a named pipe in the place of a lock is a fault, and nobody waits for it', async () => {
  const directory = join(scratch, 'pipe');
  mkdirSync(join(directory, '.secure-ml'), { recursive: true });
  execFileSync('mkfifo', [join(directory, '.secure-ml/lock.json')]);
  const [standing] = await surveyAll([directory], newest, '2026-11-27');
  expect(standing?.fault).toContain('is a named pipe');
});
