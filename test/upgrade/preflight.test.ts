import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Refusal } from '../../src/refusal.ts';
import { filesBelow, generate, openSandbox, type Sandbox, sandbox, sealed, upgrade } from '../sandbox.ts';

const old = () => sealed({ 'a.txt': '1\n2\n3\n', 'old.txt': 'old\n' });
const next = () => sealed({ 'a.txt': '1\n2\nnew\n', 'b/c.txt': 'c\n' }, '0.2.0');

function generated(settings = {}): Sandbox {
  const box = sandbox(settings);
  generate(box, old());
  return box;
}

/** The Refusal's code; and nothing may have changed. */
async function refused(box: Sandbox): Promise<string> {
  const before = [filesBelow(box.top), box.git('status', '--porcelain')];
  const error = (await upgrade(box, next()).catch((refusal: unknown) => refusal)) as Refusal;
  expect([filesBelow(box.top), box.git('status', '--porcelain')]).toEqual(before);
  expect(error.fix?.length).toBeGreaterThan(5);
  return error.code;
}

test('a folder that is not a repository is refused', async () => {
  const box = sandbox();
  await expect(upgrade({ ...box, project: '/' }, next())).rejects.toMatchObject({ code: 'git/none' });
});

test('a repository without a commit is refused', async () => {
  const box = sandbox();
  for (const [path, { content }] of old()) box.put(path, content);
  await expect(upgrade(box, next())).rejects.toMatchObject({ code: 'git/no-commit' });
});

test('a repository that nobody generated is refused', async () => {
  const box = sandbox();
  box.put('a.txt', 'a');
  box.commit();
  expect(await refused(box)).toBe('upgrade/no-lock');
});

test('a bare repository is refused', async () => {
  const box = generated();
  box.git('clone', '-q', '--bare', '.', 'bare.git');
  await expect(upgrade({ ...box, project: join(box.top, 'bare.git') }, next())).rejects.toMatchObject({
    code: 'git/bare',
  });
});

test('staged changes are refused', async () => {
  const box = generated();
  box.put('mine.txt', 'mine');
  box.git('add', 'mine.txt');
  expect(await refused(box)).toBe('upgrade/staged');
});

test('an uncommitted edit of a file that changes is refused', async () => {
  const box = generated();
  box.put('a.txt', 'mine\n');
  expect(await refused(box)).toBe('upgrade/dirty-tree');
});

test('an uncommitted edit of another file is left alone', async () => {
  const box = generated();
  box.put('mine.txt', 'mine\n');
  box.commit();
  box.put('mine.txt', 'more\n');
  expect((await upgrade(box, next())).conflicts).toEqual([]);
  expect(box.read('mine.txt')).toBe('more\n');
});

test('an untracked file in the way is refused', async () => {
  const box = generated();
  box.put('b/c.txt', 'mine\n');
  expect(await refused(box)).toBe('upgrade/in-the-way');
});

test('an ignored file in the way is refused, where git itself would overwrite it', async () => {
  const box = generated();
  box.put('.gitignore', 'b/\n');
  box.commit();
  box.put('b/c.txt', 'a secret of mine\n');
  expect(await refused(box)).toBe('upgrade/in-the-way');
});

test('an untracked file in place of a folder is refused', async () => {
  const box = generated();
  box.put('b', 'mine\n');
  expect(await refused(box)).toBe('upgrade/in-the-way');
});

test('an untracked folder in place of a file is refused', async () => {
  const box = generated();
  box.put('b/c.txt/mine', 'mine\n');
  expect(await refused(box)).toBe('upgrade/in-the-way');
});

test('a merge under way is refused', async () => {
  const box = generated();
  writeFileSync(join(box.top, '.git/MERGE_HEAD'), box.git('rev-parse', 'HEAD'));
  expect(await refused(box)).toBe('upgrade/operation');
});

test('a rebase under way is refused', async () => {
  const box = generated();
  mkdirSync(join(box.top, '.git/rebase-merge'));
  expect(await refused(box)).toBe('upgrade/operation');
});

test('an index that another git holds is refused', async () => {
  const box = generated();
  writeFileSync(join(box.top, '.git/index.lock'), '');
  expect(await refused(box)).toBe('upgrade/index-locked');
});

test('conflicts of an earlier merge are refused', async () => {
  const box = generated();
  box.git('checkout', '-q', '-b', 'side');
  box.put('a.txt', 'side\n');
  box.commit();
  box.git('checkout', '-q', 'main');
  box.put('a.txt', 'main\n');
  box.commit();
  expect(() => box.git('merge', '-q', 'side')).toThrow();
  box.git('update-ref', '-d', 'MERGE_HEAD');
  expect(await refused(box)).toBe('upgrade/unmerged');
});

test('a file that git was told not to look at is refused', async () => {
  const box = generated();
  box.git('update-index', '--assume-unchanged', 'a.txt');
  box.put('a.txt', 'mine, unseen\n');
  expect(await refused(box)).toBe('upgrade/hidden');
});

test('a sparse checkout that leaves out a file that changes is refused', async () => {
  const box = generated();
  box.put('docs/d.md', 'd\n');
  box.commit();
  box.git('sparse-checkout', 'set', '--no-cone', '/docs/', '/.secure-ml/');
  expect(await refused(box)).toBe('upgrade/hidden');
});

test('an older generator is refused', async () => {
  const box = sandbox();
  generate(box, sealed({ 'a.txt': 'a' }, '3.0.0'));
  expect(await refused(box)).toBe('upgrade/older');
});

test('two at once: the second is refused', async () => {
  const box = generated();
  const both = await Promise.allSettled([upgrade(box, next()), upgrade(box, next())]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(box.read('a.txt')).toBe('1\n2\nnew\n');
});

test('what a dead process left of its turn is not a turn', async () => {
  const box = generated();
  mkdirSync(join(box.top, '.git/secure-ml'), { recursive: true });
  const host = (await import('node:os')).hostname();
  writeFileSync(join(box.top, '.git/secure-ml/running'), `4194399 ${host}\n`);
  expect((await upgrade(box, next())).changed).toBe(true);
  expect(existsSync(join(box.top, '.git/secure-ml/running'))).toBe(false);
});

test('a preview leaves no object in the repository', async () => {
  const box = generated();
  const before = box.git('count-objects', '-v');
  const result = await upgrade(box, next(), { preview: true });
  expect(result.changes.map(({ path, does }) => `${does} ${path}`)).toEqual([
    'remove old.txt',
    'update a.txt',
    'add b/c.txt',
  ]);
  expect(box.git('count-objects', '-v')).toBe(before);
});

test('a folder of another project in the same repository has its own upgrade', async () => {
  const box = sandbox({ folder: 'one' });
  generate(box, old());
  const other = openSandbox(box.top, { folder: 'two' });
  generate(other, old());
  await upgrade(box, next());
  box.commit();
  expect(other.read('a.txt')).toBe('1\n2\n3\n');
  await upgrade(other, next());
  expect(other.read('a.txt')).toBe('1\n2\nnew\n');
});
