import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/refusal.ts';
import { diskRefusal, isFree, openSite, writeTree } from '../../src/tree/site.ts';
import type { Entry } from '../../src/tree/tree.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
let made = 0;

/** A path that does not exist yet, in a folder of its own. */
function fresh(): string {
  made += 1;
  const parent = join(scratch, String(made));
  mkdirSync(parent);
  return join(parent, 'my-ml');
}

const put = (file: string, content = '') => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
};
const beside = (target: string, name: string) => join(dirname(target), `.my-ml.secure-ml-${name}`);
const siblings = (target: string) => readdirSync(dirname(target)).sort();
const twoHoursAgo = () => new Date(Date.now() - 7_200_000);

describe('a target', () => {
  it('is free where nothing is, and where nothing but .git is', () => {
    const target = fresh();
    expect(isFree(target)).toBe(true);
    mkdirSync(target);
    expect(isFree(target)).toBe(true);
    mkdirSync(join(target, '.git'));
    expect(isFree(target)).toBe(true);
    put(join(target, 'mine'));
    expect(isFree(target)).toBe(false);
  });

  it('that is a file is not free', () => {
    const target = fresh();
    put(target);
    expect(isFree(target)).toBe(false);
  });
});

describe('a site', () => {
  it('is beside the target until it is placed, with the rights that any directory gets', () => {
    const target = fresh();
    const site = openSite(target);
    expect(dirname(site.directory)).toBe(dirname(target));
    expect(basename(site.directory)).toMatch(/^\.my-ml\.secure-ml-.{6}$/);
    expect(statSync(site.directory).mode & 0o777).toBe(0o777 & ~process.umask());
    put(join(site.directory, 'a'), 'built');
    expect(existsSync(target)).toBe(false);
    site.place();
    expect(siblings(target)).toEqual(['my-ml']);
    expect(readFileSync(join(target, 'a'), 'utf8')).toBe('built');
  });

  it('takes the place of an empty directory', () => {
    const target = fresh();
    mkdirSync(target);
    const site = openSite(target);
    put(join(site.directory, 'a'));
    site.place();
    expect(siblings(target)).toEqual(['my-ml']);
    expect(readdirSync(target)).toEqual(['a']);
  });

  it('brings the .git of the target along, links as they are', () => {
    const target = fresh();
    put(join(target, '.git/HEAD'), 'ref: refs/heads/main\n');
    symlinkSync('HEAD', join(target, '.git/link'));
    const site = openSite(target);
    put(join(site.directory, 'a'));
    site.place();
    expect(siblings(target)).toEqual(['my-ml']);
    expect(readdirSync(target)).toEqual(['.git', 'a']);
    expect(readFileSync(join(target, '.git/HEAD'), 'utf8')).toBe('ref: refs/heads/main\n');
    expect(lstatSync(join(target, '.git/link')).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(target, '.git/link'))).toBe('HEAD');
  });

  it('refuses to be placed over what was written meanwhile', () => {
    const target = fresh();
    mkdirSync(target);
    const site = openSite(target);
    put(join(target, 'mine'), 'mine');
    expect(() => site.place()).toThrow(
      expect.objectContaining({
        code: 'create/not-empty',
        what: 'Something else was created there in the meantime',
        where: target,
        fix: 'Name a directory that does not exist yet.',
      }),
    );
    expect(readFileSync(join(target, 'mine'), 'utf8')).toBe('mine');
  });

  it('gives the .git back where it cannot be placed', () => {
    const target = fresh();
    put(join(target, '.git/HEAD'), 'mine');
    const site = openSite(target);
    rmSync(site.directory, { recursive: true });
    expect(() => site.place()).toThrow('ENOENT');
    expect(readFileSync(join(target, '.git/HEAD'), 'utf8')).toBe('mine');
    expect(siblings(target)).toEqual(['my-ml']);
  });

  it('that is discarded leaves nothing, nor the empty directories that were made for it', () => {
    const target = join(fresh(), 'deep', 'er', 'my-ml');
    const site = openSite(target);
    put(join(site.directory, 'a'));
    site.discard();
    expect(existsSync(join(target, '../../..'))).toBe(false);
    expect(existsSync(join(target, '../../../..'))).toBe(true);
  });

  it('that was placed and is then discarded stays in its place', () => {
    const target = join(fresh(), 'deep', 'my-ml');
    const site = openSite(target);
    site.place();
    site.discard();
    expect(siblings(target)).toEqual(['my-ml']);
  });

  it('that is discarded leaves a directory in which somebody put something', () => {
    const target = join(fresh(), 'deep', 'my-ml');
    const site = openSite(target);
    put(join(dirname(target), 'mine'));
    site.discard();
    expect(siblings(target)).toEqual(['mine']);
  });

  it('that is discarded leaves the directories that were there before', () => {
    const target = fresh();
    openSite(target).discard();
    expect(siblings(target)).toEqual([]);
  });

  it('that cannot be made leaves nothing', () => {
    const target = join(fresh(), 'a'.repeat(250));
    expect(() => openSite(target)).toThrow('ENAMETOOLONG');
    expect(existsSync(dirname(target))).toBe(false);
  });
});

describe('what a killed run left', () => {
  it('is removed after an hour, and before that may be at work', () => {
    const target = fresh();
    for (const name of ['old', 'young']) put(join(beside(target, name), 'a'));
    utimesSync(beside(target, 'old'), twoHoursAgo(), twoHoursAgo());
    openSite(target).discard();
    expect(siblings(target)).toEqual(['.my-ml.secure-ml-young']);
  });

  it('goes back to the target from where it stood aside', () => {
    const target = fresh();
    put(join(beside(target, 'aside-1'), '.git/HEAD'), 'mine');
    utimesSync(beside(target, 'aside-1'), twoHoursAgo(), twoHoursAgo());
    openSite(target).discard();
    expect(siblings(target)).toEqual(['my-ml']);
    expect(readFileSync(join(target, '.git/HEAD'), 'utf8')).toBe('mine');
  });

  it('stays aside where the target is there: it may be the only copy', () => {
    const target = fresh();
    mkdirSync(target);
    put(join(beside(target, 'aside-1'), '.git/HEAD'), 'mine');
    utimesSync(beside(target, 'aside-1'), twoHoursAgo(), twoHoursAgo());
    openSite(target).discard();
    expect(readFileSync(join(beside(target, 'aside-1'), '.git/HEAD'), 'utf8')).toBe('mine');
  });

  it('and another run removes at this moment stops nobody', () => {
    const target = fresh();
    // To stat, a link to nothing is like a directory that went after the folder was read.
    symlinkSync('nothing', beside(target, 'gone'));
    openSite(target).discard();
    expect(siblings(target)).toEqual(['.my-ml.secure-ml-gone']);
  });

  it('of another name is not touched', () => {
    const target = fresh();
    const others = ['.other.secure-ml-x', 'my-ml.secure-ml-x', '.my-ml'].map((name) => join(dirname(target), name));
    for (const other of others) {
      mkdirSync(other);
      utimesSync(other, twoHoursAgo(), twoHoursAgo());
    }
    openSite(target).discard();
    expect(siblings(target)).toEqual(others.map((other) => basename(other)).sort());
  });
});

describe('files', () => {
  const entry = (content: string, mode: Entry['mode'] = '100644'): Entry => ({ content: Buffer.from(content), mode });

  it('are written into their folders, to be run where they may be', () => {
    const target = fresh();
    mkdirSync(target);
    writeTree(
      target,
      new Map([
        ['a/b/c', entry('1')],
        ['a/b/d', entry('2', '100755')],
        ['e', entry('3')],
      ]),
    );
    expect(readFileSync(join(target, 'a/b/c'), 'utf8')).toBe('1');
    expect(statSync(join(target, 'a/b/c')).mode & 0o777).toBe(0o666 & ~process.umask());
    expect(statSync(join(target, 'a/b/d')).mode & 0o777).toBe(0o777 & ~process.umask());
    expect(readFileSync(join(target, 'e'), 'utf8')).toBe('3');
  });

  it('are never written over', () => {
    const target = fresh();
    put(join(target, 'a'), 'mine');
    expect(() => writeTree(target, new Map([['a', entry('ours')]]))).toThrow('EEXIST');
    expect(readFileSync(join(target, 'a'), 'utf8')).toBe('mine');
  });

  it('go through no link that leads elsewhere', () => {
    const target = fresh();
    mkdirSync(target);
    symlinkSync(join(dirname(target), 'elsewhere'), join(target, 'a'));
    expect(() => writeTree(target, new Map([['a', entry('ours')]]))).toThrow('EEXIST');
    expect(existsSync(join(dirname(target), 'elsewhere'))).toBe(false);
  });
});

describe('a fault of the disk', () => {
  it.each([
    ['ENOSPC', 'disk is full'],
    ['EDQUOT', 'quota is used up'],
    ['EACCES', 'may not write there'],
    ['EPERM', 'may not write there'],
    ['EROFS', 'cannot be written'],
    ['EBUSY', 'in use or a mount point'],
    ['EXDEV', 'is a mount point'],
    ['EEXIST', 'part of that path is a file'],
    ['ENOTDIR', 'part of that path is a file'],
    ['ENAMETOOLONG', 'path is too long'],
  ])('%s is refused with what to do: %s', (code, fix) => {
    const refusal = diskRefusal(Object.assign(new Error('x'), { code }), '/target');
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({
      code: 'create/disk',
      what: 'The repository could not be written',
      where: '/target',
      fix: expect.stringContaining(fix),
    });
  });

  it('that nobody can fix is passed on as it is', () => {
    for (const error of [Object.assign(new Error('x'), { code: 'EIO' }), new Error('x')]) {
      expect(diskRefusal(error, '/target')).toBe(error);
    }
  });
});
