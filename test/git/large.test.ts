import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesAt } from '../../src/git/objects.ts';
import { findRepository } from '../../src/git/repository.ts';
import { fetchOverlay } from '../../src/overlay/source.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const top = join(scratch, 'bomb');
const git = (words: string[], input = '') =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...words], { cwd: top, input })
    .toString()
    .trim();

beforeAll(() => {
  mkdirSync(top);
  git(['init', '--quiet']);
  writeFileSync(join(top, 'overlay.json'), '{}');
  git(['add', 'overlay.json']);
  const file = git(['hash-object', '-w', '--stdin'], 'x');
  const ten = (mode: string, id: string) =>
    git(['mktree'], Array.from({ length: 10 }, (_, at) => `${mode} ${id}\tf${at}\n`).join(''));
  // Ten objects of a few bytes that list 10,000,000,000 files.
  let tree = ten('100644 blob', file);
  for (let depth = 0; depth < 9; depth++) tree = ten('040000 tree', tree);
  const commit = (place: string, tag: string) => {
    const root = git(
      ['mktree'],
      `100644 blob ${git(['rev-parse', ':overlay.json'])}\toverlay.json\n040000 tree ${tree}\t${place}\n`,
    );
    git(['update-ref', 'HEAD', git(['commit-tree', root, '-m', 'x'])]);
    git(['tag', tag]);
  };
  commit('files', 'inside');
  commit('docs', 'outside');
});

describe('trees in trees that list more than anybody has stored', () => {
  it('are refused in a repository', async () => {
    const repository = await findRepository(top);
    await expect(filesAt(repository, 'HEAD')).rejects.toMatchObject({ code: 'git/too-large' });
  });

  it('are refused in an overlay, and not looked at beside its files', async () => {
    const address = `git+file://${top}`;
    await expect(fetchOverlay(`${address}#inside`, scratch)).rejects.toMatchObject({ code: 'overlay/source' });
    expect([...(await fetchOverlay(`${address}#outside`, scratch)).tree.keys()]).toEqual(['overlay.json']);
  });
});
