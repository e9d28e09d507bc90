import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readBelow } from '../../src/files/read.ts';
import { writeBelow } from '../../src/files/write.ts';
import { filesAt } from '../../src/git/objects.ts';
import type { GitRepository } from '../../src/git/repository.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const repository = join(scratch, 'their-ml');
const git = (words: string[], input: string | Buffer = '') =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words], { cwd: repository, input });
const made = (words: string[], input: string | Buffer) =>
  git(['hash-object', '-w', '--stdin', ...words], input)
    .toString()
    .trim();
/** A tree as git would never write it. */
const tree = (...entries: [mode: string, name: string, id: string][]) =>
  made(
    ['-t', 'tree', '--literally'],
    Buffer.concat(entries.flatMap(([mode, name, id]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')])),
  );

it('a commit whose paths lead out of it has none of them', async () => {
  mkdirSync(repository);
  git(['init', '--quiet']);
  const file = made([], '{}');
  const out = tree(['40000', '..', tree(['40000', '..', tree(['100644', 'outside.json', file])])]);
  const top = tree(
    ['40000', '.GIT', tree(['100644', 'config', file])],
    ['40000', 'cdk.out', out],
    ['100644', 'x.json', file],
  );
  const commit = git(['commit-tree', '-m', 'x', top]).toString().trim();
  const found = await filesAt({ top: repository, prefix: '' } as GitRepository, commit);
  expect([...found.keys()]).toEqual(['x.json']);
});

it('no path that leads out of its folder is read or written', () => {
  expect(() => readBelow(repository, '../x')).toThrow('leads out');
  expect(() => writeBelow(repository, '../x', '')).toThrow('leads out');
});
