import { expect, test } from 'vitest';
import { lockPath, parseLock } from '../../src/baseline/lock.ts';
import { findRepository } from '../../src/git/repository.ts';
import type { Refusal } from '../../src/refusal.ts';
import { abort } from '../../src/upgrade/apply/abort.ts';
import { filesBelow, generate, type Sandbox, sandbox, sealed, upgrade } from '../sandbox.ts';

const old = () => sealed({ 'a.txt': '1\n2\n3\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
const next = () => sealed({ 'a.txt': '1\nnew\n3\n', 'b.txt': 'b new\n', 'd.txt': 'd\n' }, '0.2.0');

async function upgraded(mine = '1\nmine\n3\n'): Promise<{ box: Sandbox; before: Record<string, string> }> {
  const box = sandbox();
  generate(box, old());
  box.put('a.txt', mine);
  box.put('mine.txt', 'mine\n');
  box.commit();
  const before = filesBelow(box.top);
  await upgrade(box, next());
  return { box, before };
}

const takeBack = async (box: Sandbox) => abort(await findRepository(box.project));

test('an edit made after the upgrade is not lost: abort is refused', async () => {
  const { box } = await upgraded();
  box.put('b.txt', 'edited since\n');
  const now = filesBelow(box.top);
  await expect(takeBack(box)).rejects.toMatchObject({ code: 'upgrade/edited-since' });
  expect(filesBelow(box.top)).toEqual(now);
});

test('a resolved conflict is not lost: abort is refused', async () => {
  const { box } = await upgraded();
  box.put('a.txt', '1\nboth\n3\n');
  box.git('add', 'a.txt');
  await expect(takeBack(box)).rejects.toMatchObject({ code: 'upgrade/edited-since' });
});

test('a file written where the upgrade removed one is not lost: abort is refused', async () => {
  const { box } = await upgraded();
  box.put('c.txt', 'written again\n');
  await expect(takeBack(box)).rejects.toMatchObject({ code: 'upgrade/edited-since' });
});

test('what a refusal says to type takes an edited upgrade back', async () => {
  const { box, before } = await upgraded();
  box.put('b.txt', 'edited since\n');
  box.put('c.txt', 'written again\n');
  box.remove('d.txt');
  box.put('other.txt', 'mine, and not staged\n');
  const refusal: unknown = await takeBack(box).catch((error: unknown) => error);
  const [, add = '', reset = ''] = /Then: git (.*), git (.*)$/.exec((refusal as Refusal).fix) ?? [];
  box.git(...add.split(' '));
  box.git(...reset.split(' '));
  expect(filesBelow(box.top)).toEqual({ ...before, 'other.txt': 'mine, and not staged\n' });
});

test('edits and staged changes elsewhere stay as they are', async () => {
  const { box, before } = await upgraded();
  box.put('mine.txt', 'more\n');
  box.put('other.txt', 'other\n');
  box.git('add', 'other.txt');
  await takeBack(box);
  expect(filesBelow(box.top)).toEqual({ ...before, 'mine.txt': 'more\n', 'other.txt': 'other\n' });
  expect(box.git('status', '--porcelain')).toBe(' M mine.txt\nA  other.txt\n');
});

test('after the commit there is nothing to abort', async () => {
  const { box } = await upgraded('1\n2\n3\n');
  box.commit('upgrade');
  await expect(takeBack(box)).rejects.toMatchObject({ code: 'upgrade/nothing-to-abort' });
});

test('after git reset --hard there is nothing to abort, and a new upgrade begins', async () => {
  const { box } = await upgraded();
  box.git('reset', '-q', '--hard');
  await expect(takeBack(box)).rejects.toMatchObject({ code: 'upgrade/nothing-to-abort' });
  expect((await upgrade(box, next())).conflicts).toEqual(['a.txt']);
});

test('an upgrade that waits for its commit is not begun again', async () => {
  const { box } = await upgraded();
  await expect(upgrade(box, next())).rejects.toMatchObject({ code: 'upgrade/pending' });
});

test('what a person deleted is recorded, and comes back only when asked for', async () => {
  const box = sandbox();
  generate(box, old());
  box.remove('b.txt');
  box.commit();
  await upgrade(box, next());
  expect(parseLock(Buffer.from(box.read(lockPath))).removed).toEqual(['b.txt']);
  box.commit();
  await upgrade(box, next(), { restore: (path) => path === 'b.txt' });
  expect(box.read('b.txt')).toBe('b new\n');
  expect(parseLock(Buffer.from(box.read(lockPath))).removed).toEqual([]);
});

test('an objection to a file makes it a conflict with yours in place', async () => {
  const box = sandbox();
  generate(box, old());
  const result = await upgrade(box, next(), {
    guards: [async () => [{ path: 'b.txt', what: 'it allows more', fix: 'look' }]],
  });
  expect(result.conflicts).toEqual(['b.txt']);
  expect(box.read('b.txt')).toBe('b\n');
  await takeBack(box);
  expect(box.git('status', '--porcelain')).toBe('');
});

test('an objection without a file stops the upgrade before anything is written', async () => {
  const box = sandbox();
  generate(box, old());
  const guards = [async () => [{ what: 'A bucket would be replaced', fix: 'Keep its name' }]];
  await expect(upgrade(box, next(), { guards })).rejects.toMatchObject({ code: 'upgrade/guard' });
  expect(box.git('status', '--porcelain')).toBe('');
});

test('a guard sees the project before and after, conflicts as yours', async () => {
  const box = sandbox();
  generate(box, old());
  box.put('a.txt', '1\nmine\n3\n');
  box.commit();
  const seen: string[] = [];
  const text = (tree: ReadonlyMap<string, { content: Buffer }>) =>
    [...tree]
      .map(([path, { content }]) => `${path}=${content}`)
      .sort()
      .join('');
  await upgrade(box, next(), {
    guards: [
      async ({ before, after }) => {
        seen.push(text(await before()), text(await after()));
        return [];
      },
    ],
  });
  expect(seen).toEqual(['a.txt=1\nmine\n3\nb.txt=b\nc.txt=c\n', 'a.txt=1\nmine\n3\nb.txt=b new\nd.txt=d\n']);
});
