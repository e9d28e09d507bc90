import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readBlobs } from '../../src/git/objects.ts';

const directory = mkdtempSync(join(tmpdir(), 'replace-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const git = (words: string[], input = '') =>
  execFileSync('git', words, { cwd: directory, input, encoding: 'utf8' }).trim();

it('an object is read as what its name says, though the repository names another one in its place', async () => {
  git(['init', '--quiet']);
  const [real, other] = ['as it was\n', 'as somebody wants it\n'].map((text) =>
    git(['hash-object', '-w', '--stdin'], text),
  );
  git(['replace', real as string, other as string]);
  expect(git(['cat-file', 'blob', real as string])).toBe('as somebody wants it');
  expect((await readBlobs(directory, [real as string])).get(real as string)?.toString()).toBe('as it was\n');
});
