import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Listing } from '../../src/files/listing.ts';
import { sameAt } from '../../src/files/read.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const mayReadAll = process.platform === 'win32' || process.getuid?.() === 0;

function place(): string {
  const top = mkdtempSync(join(scratch, 'l-'));
  mkdirSync(join(top, 'a/b'), { recursive: true });
  writeFileSync(join(top, 'a/b/file'), 'x');
  return top;
}

describe('what the folders of a repository say', () => {
  it('is what is at each path', () => {
    const listing = new Listing(place());
    expect(listing.at('a/b/file')?.isFile()).toBe(true);
    expect(listing.at('a/b')?.isDirectory()).toBe(true);
    expect(['b', 'a/c', 'a/b/file/x', 'x/y/z'].map((path) => listing.at(path))).toEqual(Array(4).fill(undefined));
    expect([...(listing.in('') ?? []).keys()]).toEqual(['a']);
  });

  it('leads through no link', () => {
    const top = place();
    symlinkSync('b', join(top, 'a/link'));
    symlinkSync('file', join(top, 'a/b/other'));
    const listing = new Listing(top);
    expect(listing.in('a/link')).toBeUndefined();
    expect(listing.at('a/link/file')).toBeUndefined();
    expect(listing.at('a/b/other')?.isFile()).toBe(false);
  });

  it('is read once', () => {
    const top = place();
    const listing = new Listing(top);
    expect(listing.at('a/b/file')?.isFile()).toBe(true);
    rmSync(join(top, 'a'), { recursive: true });
    expect(listing.at('a/b/file')?.isFile()).toBe(true);
  });

  it.skipIf(mayReadAll)('is nothing where nobody may look', () => {
    const top = place();
    chmodSync(join(top, 'a'), 0o100);
    expect(new Listing(top).in('a')).toBeUndefined();
    chmodSync(join(top, 'a'), 0o700);
  });
});

describe('a file that is what it should be', () => {
  it.each([
    ['the same', 'x', true],
    ['longer', 'xx', false],
    ['shorter', '', false],
    ['another', 'y', false],
  ])('%s', (_, content, same) => {
    expect(sameAt(place(), 'a/b/file', Buffer.from(content)) !== undefined).toBe(same);
  });

  it('is none where nothing is, or a folder', () => {
    expect([sameAt(place(), 'a/none', Buffer.from('x')), sameAt(place(), 'a/b', Buffer.from(''))]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
