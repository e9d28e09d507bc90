import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/refusal.ts';
import { folded, foldersAbove, isTrusted, trusted } from '../../src/tree/path.ts';

describe('a path that stays in the repository', () => {
  it.each([
    'a',
    'a/b.c/d-e_f',
    '.github/workflows/check.yml',
    '.gitignore',
    'a.git',
    'my.git/x',
    'git~',
    'xgit~1',
    'git~1x',
    'ab:c',
    'a ',
    'a.',
    '...',
    'é/名/😀',
    'a'.repeat(255),
    `${`${'a'.repeat(255)}/`.repeat(3)}${'b'.repeat(255)}`,
    `${'a/'.repeat(511)}bc`,
  ])('%j is taken as it is', (path) => {
    expect(isTrusted(path)).toBe(true);
    expect(trusted(path)).toBe(path);
  });

  it.each([
    ['', 'it is empty'],
    [`${'a/'.repeat(512)}a`, 'it is longer than 1024 characters'],
    ['a\ud800', 'it is not valid Unicode'],
    ['a\0b', 'it holds a control or invisible character'],
    ['a\u001fb', 'it holds a control or invisible character'],
    ['a\u007fb', 'it holds a control or invisible character'],
    ['a\nb', 'it holds a control or invisible character'],
    ['a\u009bb', 'it holds a control or invisible character'],
    ['a\u2028b', 'it holds a control or invisible character'],
    ['a\\b', 'it holds a backslash'],
    ['/a', 'it is absolute'],
    ['c:', 'it names a drive'],
    ['c:/a', 'it names a drive'],
    ['C:a', 'it names a drive'],
    ['a//b', 'it has an empty part'],
    ['a/', 'it has an empty part'],
    ['.', 'it holds "."'],
    ['a/./b', 'it holds "."'],
    ['..', 'it holds ".."'],
    ['a/../../b', 'it holds ".."'],
    [`a/${'b'.repeat(256)}`, 'a part is longer than 255 characters'],
    ['.git', 'it leads into .git'],
    ['.git/config', 'it leads into .git'],
    ['a/.GIT/hooks', 'it leads into .git'],
    ['.git.', 'it leads into .git'],
    ['.git . .', 'it leads into .git'],
    ['.git::$INDEX_ALLOCATION', 'it leads into .git'],
    ['GIT~1', 'it leads into .git'],
    ['git~12/x', 'it leads into .git'],
    ['.g\u200cit', 'it holds a control or invisible character'],
    ['.git\ufeff', 'it holds a control or invisible character'],
    ['\u202e.git\u206a', 'it holds a control or invisible character'],
  ])('%j is refused: %s', (path, reason) => {
    expect(isTrusted(path)).toBe(false);
    const refused = (): unknown => {
      try {
        return trusted(path, 'settings.json');
      } catch (error) {
        return error;
      }
    };
    expect(refused()).toBeInstanceOf(Refusal);
    expect(refused()).toMatchObject({
      code: 'tree/path',
      what: `The path ${JSON.stringify(path.slice(0, 80))} is not safe: ${reason}`,
      where: 'settings.json',
      fix: expect.stringContaining('inside the repository'),
    });
  });
});

describe('names', () => {
  it('that a file system may take for one another fold to one', () => {
    expect(folded('A/É')).toBe(folded('a/e\u0301'));
    expect(folded('a')).not.toBe(folded('b'));
  });

  it('have the folders above them, the outermost first', () => {
    expect(foldersAbove('a/b/c')).toEqual(['a', 'a/b']);
    expect(foldersAbove('a')).toEqual([]);
  });
});
