import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { firstCommit, type Initialized, initialize } from '../../src/git/first-commit.ts';
import { packOf } from '../../src/git/pack.ts';
import { writeTree } from '../../src/tree/site.ts';
import type { Tree } from '../../src/tree/tree.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pack-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const file = (content: string | Buffer, mode: '100644' | '100755' = '100644') => ({
  content: Buffer.from(content as string),
  mode,
});
// Names whose order in a folder is not that of their paths, lengths around the eight bytes that an index fills up to, contents of
// every length that an object's header says in another number of bytes, the same content twice.
const tree: Tree = new Map([
  ['a-b', file('one\n')],
  ['a.b', file('one\n')],
  ['a/b', file('')],
  ['a/ä b.txt', file('#!/bin/sh\n', '100755')],
  ['a0', file(Buffer.alloc(15, 1))],
  ['deep/er/and/deeper', file(Buffer.alloc(2047, 2))],
  ['large', file(Buffer.alloc(300_000, 3))],
  ['packed.gz', file(gzipSync('is packed already'))],
  ...Array.from({ length: 9 }, (_, length): [string, ReturnType<typeof file>] => [
    `n${'x'.repeat(length)}`,
    file(Buffer.alloc(16 ** (length % 4), length)),
  ]),
]);

describe.each(['sha1', 'sha256'])('the first commit of a repository that names its objects by %s', (format) => {
  const directory = join(scratch, format);
  const git = (...words: string[]) => execFileSync('git', words, { cwd: directory, encoding: 'utf8' }).trimEnd();

  it('is whole for git, which finds nothing to do', async () => {
    execFileSync('git', ['init', '--quiet', `--object-format=${format}`, '--initial-branch=main', directory]);
    writeTree(directory, tree);
    const repository = (await initialize(directory, { branch: 'main' })) as Initialized;
    expect(await firstCommit(directory, tree, repository)).toBeUndefined();
    expect(repository.notes.filter((note) => note.includes('SHA-256'))).toHaveLength(format === 'sha256' ? 1 : 0);
    expect(execFileSync('git', ['fsck', '--strict', '--full'], { cwd: directory, encoding: 'utf8' })).toBe('');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('diff-files', '--name-only')).toBe('');
    expect(git('log', '--format=%s %D')).toBe('Generate with create-secure-ml HEAD -> main');
  });

  it('has every file with its mode and content', () => {
    expect(git('write-tree')).toBe(git('rev-parse', 'HEAD^{tree}'));
    const listed = git('-c', 'core.quotePath=false', 'ls-tree', '-r', '--format=%(objectmode) %(path)', 'HEAD');
    const paths = [...tree].map(([path, { mode }]) => `${mode} ${path}`);
    expect(listed.split('\n').sort()).toEqual(paths.sort());
    for (const [path, { content }] of tree) {
      const stored = execFileSync('git', ['cat-file', 'blob', `HEAD:${path}`], { cwd: directory });
      expect(stored.equals(content), path).toBe(true);
    }
  });

  it('is one that git packs anew, and goes on from', () => {
    git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--allow-empty', '-m', 'next');
    git('repack', '-a', '-d', '-F', '-q');
    expect(git('fsck', '--strict', '--full')).toBe('');
    expect(git('rev-list', '--count', 'HEAD')).toBe('2');
  });

  it('holds what its archive holds once, and git reads each from there', async () => {
    const held = new Map<string, { content: Buffer; mode: '100644' | '100755' }>(
      [1, 127, 128, 4000, 61_440, 61_441, 200_000].map((length) => [
        `f${length}`,
        file(Buffer.alloc(length, `${length}, `)),
      ]),
    );
    const archive = Buffer.concat([...held].flatMap(([path, { content }]) => [Buffer.from(`\n${path}\n`), content]));
    const all: Tree = new Map([['archive', file(archive)], ...held, ['not in it', file('another\n')]]);
    const place = join(scratch, `${format}-archive`);
    execFileSync('git', ['init', '--quiet', `--object-format=${format}`, '--initial-branch=main', place]);
    const written = writeTree(place, all);
    const { content } = all.get('archive') as { content: Buffer };
    const most = 0xffff;
    const places = new Map(
      [...held].map(
        ([
          path,
          {
            content: { length },
            content: own,
          },
        ]) => {
          const start = content.indexOf(`\n${path}\n`) + path.length + 2;
          const pieces = [...Array(Math.ceil(length / most)).keys()].map((piece) => piece * most);
          return [own, pieces.map((from) => ({ at: start + from, length: Math.min(most, length - from) }))];
        },
      ),
    );
    const repository = (await initialize(place, { branch: 'main' })) as Initialized;
    expect(await firstCommit(place, all, repository, { archive: { content, places }, written })).toBeUndefined();
    const asked = { cwd: place, encoding: 'utf8' } as const;
    expect(execFileSync('git', ['fsck', '--strict', '--full'], asked)).toBe('');
    expect(execFileSync('git', ['diff-files', '--name-only'], asked)).toBe('');
    expect(execFileSync('git', ['status', '--porcelain'], asked)).toBe('');
    for (const [path, entry] of all) {
      const stored = execFileSync('git', ['cat-file', 'blob', `HEAD:${path}`], { cwd: place });
      expect(stored.equals(entry.content), path).toBe(true);
    }
    const packs = join(place, '.git/objects/pack');
    const [index] = readdirSync(packs).filter((name) => name.endsWith('.idx')) as [string];
    const listed = execFileSync('git', ['verify-pack', '-v', join(packs, index)], asked);
    expect(listed).toContain('chain length = 1: 7 objects');
  });
});

it('a long content is in a pack as it is, not copied', () => {
  const { content } = file(Buffer.alloc(300_000, 3));
  const { pack } = packOf(new Map([['large', { content, mode: '100644' }]]), 'sha1', { author: 'a', committer: 'a' });
  const [first, ...others] = pack.filter(({ buffer }) => buffer === content.buffer);
  expect(first?.byteOffset).toBe(content.byteOffset);
  expect([first, ...others].reduce((sum, part) => sum + (part?.length ?? 0), 0)).toBe(content.length);
});

it('a new repository is one that upgrades, whatever the person has git begin with', async () => {
  const directory = join(scratch, 'new');
  mkdirSync(directory);
  writeTree(directory, tree);
  const variables = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'init.defaultObjectFormat',
    GIT_CONFIG_VALUE_0: 'sha256',
  };
  Object.assign(process.env, variables, { GIT_DEFAULT_HASH: 'sha256' });
  try {
    const repository = (await initialize(directory, { branch: 'main' })) as Initialized;
    expect(await firstCommit(directory, tree, repository)).toBeUndefined();
  } finally {
    for (const name of [...Object.keys(variables), 'GIT_DEFAULT_HASH']) delete process.env[name];
  }
  const words = ['rev-parse', '--show-object-format'];
  expect(execFileSync('git', words, { cwd: directory, encoding: 'utf8' }).trim()).toBe('sha1');
});
