import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { commitAt } from '../../src/judging/commit.ts';
import { scratchDirectory } from '../program.ts';

const top = scratchDirectory();
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], { cwd: top })
    .toString()
    .trim();
const head = join(top, '.git/HEAD');
let commit = '';

beforeAll(() => {
  git('init', '-q');
  mkdirSync(join(top, 'below'));
  writeFileSync(join(top, 'below/file'), 'text');
  git('add', '-A');
  git('commit', '-q', '-m', 'one');
  commit = git('rev-parse', 'HEAD');
});

it('is that of the branch, from a folder below too', () => {
  expect(commitAt(top)).toBe(commit);
  expect(commitAt(join(top, 'below'))).toBe(commit);
});

it('is found among packed references', () => {
  git('pack-refs', '--all');
  expect(commitAt(top)).toBe(commit);
});

it('is that of a detached HEAD', () => {
  git('checkout', '-q', '--detach');
  expect(commitAt(top)).toBe(commit);
});

it.each(['', 'ref: ../../etc/passwd', 'ref: refs/../../outside', 'not a commit'])(
  'is nothing where HEAD is %j',
  (text) => {
    writeFileSync(head, text);
    expect(commitAt(top)).toBeUndefined();
  },
);

it('is nothing where HEAD is a pipe or a link', () => {
  rmSync(head);
  execFileSync('mkfifo', [head]);
  expect(commitAt(top)).toBeUndefined();
  rmSync(head);
  symlinkSync('/dev/zero', head);
  expect(commitAt(top)).toBeUndefined();
});
