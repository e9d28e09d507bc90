import { expect, test } from 'vitest';
import { findRepository } from '../../src/git/repository.ts';
import { abort } from '../../src/upgrade/abort.ts';
import { filesBelow, generate, sandbox, sealed, upgrade } from '../sandbox.ts';

test('an edit and a change of the same file meet, and the person commits', async () => {
  const box = sandbox();
  generate(box, sealed({ 'a.txt': '1\n2\n3\n4\n5\n', 'b.txt': 'b\n' }));
  box.put('a.txt', '1 mine\n2\n3\n4\n5\n');
  const head = box.commit();
  const before = filesBelow(box.top);
  const result = await upgrade(box, sealed({ 'a.txt': '1\n2\n3\n4\n5 new\n', 'c/d.txt': 'c\n' }, '0.2.0'));
  expect(result.conflicts).toEqual([]);
  expect(box.read('a.txt')).toBe('1 mine\n2\n3\n4\n5 new\n');
  expect(box.git('status', '--porcelain')).toBe(
    'M  .secure-ml/base\nM  .secure-ml/lock.json\nM  a.txt\nD  b.txt\nA  c/d.txt\n',
  );
  await abort(await findRepository(box.project));
  expect(box.git('status', '--porcelain')).toBe('');
  expect(filesBelow(box.top)).toEqual(before);
  expect(box.git('rev-parse', 'HEAD').trim()).toBe(head);
});

test('a conflict stands in the index with three stages and in the file with readable markers', async () => {
  const box = sandbox({ folder: 'services/ml' });
  generate(box, sealed({ 'a.txt': '1\n2\n3\n' }));
  box.put('a.txt', '1\nmine\n3\n');
  box.commit();
  const result = await upgrade(box, sealed({ 'a.txt': '1\nnew\n3\n' }, '0.2.0'));
  expect(result.conflicts).toEqual(['a.txt']);
  expect(box.read('a.txt')).toBe('1\n<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> secure-ml-0.2.0\n3\n');
  expect(box.git('ls-files', '-u').split('\n').length).toBe(4);
  await abort(await findRepository(box.project));
  expect(box.git('status', '--porcelain')).toBe('');
  expect(box.read('a.txt')).toBe('1\nmine\n3\n');
});
