import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readBelow, readNamed } from '../../src/files/read.ts';
import { writeBelow, writeNamed } from '../../src/files/write.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
let clone: string;
let outside: string;
let count = 0;

beforeEach(() => {
  const place = join(scratch, String(count++));
  clone = join(place, 'clone');
  outside = join(place, 'outside');
  mkdirSync(join(clone, '.git'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'mine'), 'mine\n');
});

const code = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** Everything that can be in a file's place, and how it is refused. */
const odd: [string, (place: string) => void, string][] = [
  ['a link to a file', (place) => symlinkSync(join(outside, 'mine'), place), 'files/link'],
  ['a link to a device that never ends', (place) => symlinkSync('/dev/zero', place), 'files/link'],
  ['a link to nothing', (place) => symlinkSync(join(outside, 'none'), place), 'files/link'],
  ['a folder', (place) => mkdirSync(place), 'files/kind'],
  ['a named pipe', (place) => execFileSync('mkfifo', [place]), 'files/kind'],
];

describe('a file below a folder that somebody else made', () => {
  it.each(odd)('is not read where it is %s', (_, make, expected) => {
    make(join(clone, 'a.json'));
    expect(code(() => readBelow(clone, 'a.json'))).toBe(expected);
    expect(code(() => readNamed('a.json', clone))).toBe(expected);
    expect(code(() => readNamed(join(clone, 'a.json'), scratch))).toBe(expected);
  });

  it.each(odd)('is not written where it is %s', (_, make, expected) => {
    make(join(clone, 'a.json'));
    expect(code(() => writeBelow(clone, 'a.json', 'x'))).toBe(expected);
    expect(code(() => writeNamed('a.json', clone, 'x'))).toBe(expected);
    expect(code(() => writeNamed(join(clone, 'a.json'), scratch, 'x'))).toBe(expected);
    expect(readFileSync(join(outside, 'mine'), 'utf8')).toBe('mine\n');
    expect(readdirSync(clone).sort()).toEqual(['.git', 'a.json']);
  });

  it('is neither read nor written through a folder that is a link', () => {
    symlinkSync(outside, join(clone, 'docs'));
    for (const act of [
      () => readBelow(clone, 'docs/mine'),
      () => readNamed('docs/mine', clone),
      () => readNamed(join(clone, 'docs/mine'), '/'),
      () => writeBelow(clone, 'docs/mine', 'x'),
      () => writeBelow(clone, 'docs/new', 'x'),
      () => writeNamed('docs/new', clone, 'x'),
      () => writeNamed(join(clone, 'docs/new'), '/', 'x'),
    ]) {
      expect(code(act)).toBe('files/link');
    }
    expect(readdirSync(outside)).toEqual(['mine']);
  });

  it('is not read where it is larger than allowed, and nothing of it is', () => {
    writeFileSync(join(clone, 'a'), '');
    truncateSync(join(clone, 'a'), 2 ** 40);
    expect(code(() => readBelow(clone, 'a'))).toBe('files/size');
    writeFileSync(join(clone, 'b'), 'abc');
    expect(readBelow(clone, 'b', 3)?.toString()).toBe('abc');
    expect(code(() => readBelow(clone, 'b', 2))).toBe('files/size');
  });

  it('is undefined where it, or a folder above it, is missing', () => {
    expect(readBelow(clone, 'none')).toBeUndefined();
    expect(readBelow(clone, 'none/at/all')).toBeUndefined();
    expect(readNamed('none', clone)).toBeUndefined();
  });

  it('is written whole, with the folders above it, and nothing is left beside it', () => {
    writeBelow(clone, 'a/b/c.json', 'one');
    writeBelow(clone, 'a/b/c.json', 'two');
    expect(readFileSync(join(clone, 'a/b/c.json'), 'utf8')).toBe('two');
    expect(readdirSync(join(clone, 'a/b'))).toEqual(['c.json']);
  });

  it('is not made in a folder that an output names and nobody made', () => {
    expect(code(() => writeNamed('none/page.html', clone, 'x'))).toBe('files/folder');
    expect(existsSync(join(clone, 'none'))).toBe(false);
  });
});

describe('an output outside of every repository', () => {
  it('may be reached by links that the machine has', () => {
    symlinkSync(outside, join(scratch, `link-${count}`));
    const file = writeNamed(join(scratch, `link-${count}`, 'page.html'), clone, 'x');
    expect(readFileSync(join(outside, 'page.html'), 'utf8')).toBe('x');
    expect(file).toBe(join(scratch, `link-${count}`, 'page.html'));
  });

  it('does not replace what a link of its name leads to', () => {
    symlinkSync(join(outside, 'mine'), join(outside, 'page.html'));
    expect(code(() => writeNamed(join(outside, 'page.html'), clone, 'x'))).toBe('files/link');
    expect(readFileSync(join(outside, 'mine'), 'utf8')).toBe('mine\n');
  });
});
