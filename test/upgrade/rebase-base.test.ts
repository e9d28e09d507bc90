import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBase } from '../../src/baseline/archive.ts';
import { basePath, lockPath, parseLock } from '../../src/baseline/lock.ts';
import { seal } from '../../src/baseline/seal.ts';
import { findRepository } from '../../src/git/repository.ts';
import type { Entry, Tree } from '../../src/tree/tree.ts';
import { rebaseBase } from '../../src/upgrade/rebase-base.ts';
import { generate, type Sandbox, sandbox, upgrade } from '../sandbox.ts';

const text = (...lines: string[]) => `${lines.join('\n')}\n`;
const tree = (files: Record<string, string>, generator: string, answers: Record<string, unknown> = {}): Tree =>
  seal(
    new Map(
      Object.entries(files).map(([path, it]): [string, Entry] => [path, { mode: '100644', content: Buffer.from(it) }]),
    ),
    { generator, overlays: [], answers, sources: {} },
  );

const old = { 'a.txt': text('1', '2', '3', '4', '5'), 'b.txt': 'b\n', 'c.txt': 'c\n' };
const second = { ...old, 'a.txt': text('one', '2', '3', '4', '5'), 'd.txt': 'd\n' };
const third = { ...second, 'a.txt': text('one', '2', '3', '4', 'five') };

/** Two branches from one repository, each with its own upgrade, merged with git: lock and base are in conflict. */
async function race(left: Tree, right: Tree, edit?: (box: Sandbox) => void): Promise<Sandbox> {
  const box = sandbox();
  generate(box, tree(old, '0.1.0'));
  edit?.(box);
  if (edit) box.commit('edits');
  box.git('branch', 'right');
  await upgrade(box, left);
  box.commit('left');
  box.git('switch', '-q', 'right');
  await upgrade(box, right);
  box.commit('right');
  box.git('switch', '-q', 'main');
  expect(() => box.git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'merge', '-q', 'right')).toThrow();
  return box;
}

const rebase = async (box: Sandbox) => rebaseBase(await findRepository(box.project));

/** Lock and base as they stand, each verified against the other. */
function sealedNow(box: Sandbox) {
  const lock = parseLock(readFileSync(join(box.project, lockPath)));
  const files = readBase(readFileSync(join(box.project, basePath)), lock);
  return { lock, files: Object.fromEntries([...files].map(([path, content]) => [path, content.toString()])) };
}

test('two upgrades to different versions: the newer one is the base', async () => {
  const box = await race(tree(third, '0.3.0'), tree(second, '0.2.0'));
  expect(await rebase(box)).toEqual({ from: '0.3.0', open: [] });
  expect(sealedNow(box)).toMatchObject({ lock: { generator: '0.3.0' }, files: third });
  box.commit('merged');
  const next = tree({ ...third, 'b.txt': 'new\n' }, '0.4.0');
  expect(await upgrade(box, next)).toMatchObject({ conflicts: [], changed: true });
});

test('it does not matter on which branch one stands', async () => {
  const box = await race(tree(second, '0.2.0'), tree(third, '0.3.0'));
  expect(await rebase(box)).toEqual({ from: '0.3.0', open: [] });
  expect(sealedNow(box).files).toEqual(third);
});

test('two answers changed at the same version: both are in lock and base', async () => {
  const box = await race(
    tree({ ...old, 'b.txt': 'b of x\n' }, '0.1.0', { x: 1 }),
    tree({ ...old, 'c.txt': 'c of y\n' }, '0.1.0', { y: 2 }),
  );
  await rebase(box);
  expect(sealedNow(box)).toMatchObject({
    lock: { answers: { x: 1, y: 2 } },
    files: { ...old, 'b.txt': 'b of x\n', 'c.txt': 'c of y\n' },
  });
});

test('one answer given twice is refused with its name, and nothing is written', async () => {
  const box = await race(
    tree({ ...old, 'b.txt': '1\n' }, '0.1.0', { x: 1 }),
    tree({ ...old, 'b.txt': '2\n' }, '0.1.0', { x: 2 }),
  );
  const before = box.git('status', '--porcelain');
  await expect(rebase(box)).rejects.toMatchObject({ code: 'upgrade/two-answers', what: expect.stringContaining('x') });
  expect(box.git('status', '--porcelain')).toBe(before);
});

test('what a branch deleted stays deleted after the other one came in', async () => {
  const box = await race(tree(third, '0.3.0'), tree(second, '0.2.0'), (box) => box.remove('b.txt'));
  await rebase(box);
  expect(sealedNow(box).lock.removed).toEqual(['b.txt']);
});

test('a conflict in another file stays for the person', async () => {
  const box = await race(tree({ ...old, 'b.txt': 'left\n' }, '0.3.0'), tree({ ...old, 'b.txt': 'right\n' }, '0.2.0'));
  expect(await rebase(box)).toEqual({ from: '0.3.0', open: ['b.txt'] });
});

test('a rebase of one upgrade onto the other works alike', async () => {
  const box = await race(tree(third, '0.3.0'), tree(second, '0.2.0'));
  box.git('merge', '--abort');
  box.git('switch', '-q', 'right');
  expect(() => box.git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'rebase', '-q', 'main')).toThrow();
  expect(await rebase(box)).toEqual({ from: '0.3.0', open: [] });
});

test('where no merge is under way there is nothing to do', async () => {
  const box = sandbox();
  generate(box, tree(old, '0.1.0'));
  await expect(rebase(box)).rejects.toMatchObject({ code: 'upgrade/no-merge' });
});
