import { expect, test } from 'vitest';
import { basePath } from '../../src/baseline/lock.ts';
import { generate, type Sandbox, sandbox, sealed, upgrade } from '../sandbox.ts';

const old = () => sealed({ 'a.txt': '1\n2\n3\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
const next = () => sealed({ 'a.txt': '1\n2\nnew\n', 'b.txt': 'new\n', 'c.txt': 'c\n' }, '0.2.0');

/** An edited repository whose base is lost; with `forgotten`, git has no older commit either. */
function repository({ forgotten = false, base }: { forgotten?: boolean; base?: string } = {}): Sandbox {
  const box = sandbox();
  if (!forgotten) generate(box, old());
  for (const [path, { content }] of old()) box.put(path, content);
  box.put('a.txt', 'mine\n2\n3\n');
  if (base === undefined) box.remove(basePath);
  else box.put(basePath, base);
  box.commit('edit');
  return box;
}

test('a lost base is put together again from the history', async () => {
  const box = repository();
  expect(await upgrade(box, next())).toMatchObject({ conflicts: [] });
  expect(box.read('a.txt')).toBe('mine\n2\nnew\n');
  box.commit('upgraded');
  expect(await upgrade(box, sealed({ 'a.txt': '1\n2\nnewer\n' }, '0.3.0'))).toMatchObject({ conflicts: [] });
});

test('a broken base as well', async () => {
  const box = repository({ base: 'no archive' });
  expect(await upgrade(box, next())).toMatchObject({ conflicts: [] });
  expect(box.read('a.txt')).toBe('mine\n2\nnew\n');
});

test('where the history has not all of it the upgrade is refused with the ways out', async () => {
  const box = repository({ forgotten: true });
  await expect(upgrade(box, next())).rejects.toMatchObject({
    code: 'upgrade/no-base',
    where: 'a.txt',
    fix: expect.stringContaining('--adopt'),
  });
  expect(box.git('status', '--porcelain')).toBe('');
});

test('adopted, an edit is a conflict of two versions, and what nobody edited is replaced', async () => {
  const box = repository({ forgotten: true });
  expect(await upgrade(box, next(), { adopt: true })).toMatchObject({ conflicts: ['a.txt'] });
  expect(box.read('a.txt')).toContain('mine');
  expect(box.read('a.txt')).toContain('new');
  expect(box.read('b.txt')).toBe('new\n');
});
