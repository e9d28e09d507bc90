import { describe, expect, it } from 'vitest';
import { blobId, type Entry, isBinary, isPristine, soundTree } from '../../src/tree/tree.ts';

const entry = (text: string): Entry => ({ content: Buffer.from(text), mode: '100644' });
const tree = (...paths: string[]) => new Map(paths.map((path) => [path, entry(path)]));

describe('the id of a content', () => {
  it('is the one that git gives', () => {
    expect(blobId(Buffer.from(''))).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
    expect(blobId(Buffer.from('hello\n'))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  });

  it('is the same to a checkout that made CRLF of LF, and to no other change', () => {
    const lf = Buffer.from('é\nb\n');
    const id = blobId(lf);
    expect(isPristine(lf, id)).toBe(true);
    expect(isPristine(Buffer.from('é\r\nb\r\n'), id)).toBe(true);
    expect(isPristine(Buffer.from('é\rb\r'), id)).toBe(false);
    expect(isPristine(Buffer.from('é\r\nc\r\n'), id)).toBe(false);
    expect(isPristine(lf, undefined)).toBe(false);
  });

  it('of bytes that are not text survives the change of line ends', () => {
    const bytes = Buffer.from([0xff, 0x0a, 0x80]);
    expect(isPristine(Buffer.from([0xff, 0x0d, 0x0a, 0x80]), blobId(bytes))).toBe(true);
  });

  it('of a file that was CRLF from the start is its own', () => {
    const crlf = Buffer.from('a\r\n');
    expect(isPristine(crlf, blobId(crlf))).toBe(true);
  });
});

describe('a content', () => {
  it('is binary with a NUL among its first 8,000 bytes', () => {
    const withNul = (at: number) => {
      const content = Buffer.alloc(9000, 'a');
      content[at] = 0;
      return content;
    };
    expect(isBinary(withNul(0))).toBe(true);
    expect(isBinary(withNul(7999))).toBe(true);
    expect(isBinary(withNul(8000))).toBe(false);
    expect(isBinary(Buffer.from('text'))).toBe(false);
  });
});

describe('a tree', () => {
  it('is sorted by path and keeps its entries', () => {
    const sound = soundTree(tree('b', 'a/x', 'a-'));
    expect([...sound.keys()]).toEqual(['a-', 'a/x', 'b']);
    expect(sound.get('a/x')?.content.toString()).toBe('a/x');
  });

  it.each([
    [['a/B', 'a/b'], '"a/B" and "a/b" differ only in case or Unicode form'],
    [['\u00e9', 'e\u0301'], '"e\u0301" and "\u00e9" differ only in case or Unicode form'],
    ...['aux', 'docs/con.md', 'LPT1.txt/x', 'x/nul .tar.gz', 'com\u00b9'].map((path): [string[], string] => {
      return [[path, 'b'], `"${path}" has a name that Windows keeps for a device`];
    }),
    [['a', 'a/b'], '"a" would be a file and the folder of "a/b"'],
    [['A/x', 'a/x/y/z'], '"a/x" would be a file and the folder of "a/x/y/z"'],
  ])('of %j is refused where a file system could not hold it', (paths, what) => {
    expect(() => soundTree(tree(...paths))).toThrow(
      expect.objectContaining({ code: 'tree/collision', what, fix: 'Rename one of them.' }),
    );
  });

  it('may have names that only begin as those of devices do', () => {
    const paths = ['auxiliary.md', 'com', 'com10', 'console/x', 'infra/null.ts', 'a.con'];
    expect([...soundTree(tree(...paths)).keys()].sort()).toEqual(paths.sort());
  });

  it('is refused where one of its paths leaves it', () => {
    expect(() => soundTree(tree('../a'))).toThrow(expect.objectContaining({ code: 'tree/path' }));
  });
});
