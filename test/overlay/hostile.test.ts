import { linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digest } from '../../src/overlay/digest.ts';
import { readOverlay } from '../../src/overlay/overlay.ts';
import { assertKnown } from '../../src/overlay/source.ts';
import { document, fetched, type Member, overlayTree, refusal, scratch, tarballOf, treeOf } from './forge.ts';

const place = scratch();
const elsewhere = join(place, 'elsewhere');
const before = process.env.TMPDIR;

beforeAll(() => {
  mkdirSync(elsewhere);
  writeFileSync(join(place, 'secret'), 'a secret of this machine');
  // Whatever a source unpacks on its way is here: a refusal has to leave it empty.
  process.env.TMPDIR = join(place, 'tmp');
  mkdirSync(join(place, 'tmp'));
});
afterAll(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
});

const json: Member = { path: 'package/overlay.json', content: Buffer.from(JSON.stringify(document())) };
const evil = Buffer.from('evil');
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));

describe('a tarball is refused that', () => {
  const cases: Record<string, Buffer> = {
    'climbs out with ..': tarballOf([json, { path: 'package/files/../../../evil', content: evil }]),
    'climbs out of its top folder': tarballOf([{ path: '../overlay.json', content: json.content }]),
    'has an absolute path': tarballOf([json, { path: '/etc/cron.d/evil', content: evil }]),
    'has a drive path': tarballOf([json, { path: 'C:/Windows/evil', content: evil }]),
    'has a backslash path': tarballOf([json, { path: 'package/files/..\\..\\evil', content: evil }]),
    'has a symbolic link to a file': tarballOf([
      json,
      { path: 'package/files/a', type: 'SymbolicLink', link: '../../secret' },
    ]),
    'has a symbolic link to a folder and a file behind it': tarballOf([
      json,
      { path: 'package/files/d', type: 'SymbolicLink', link: elsewhere },
      { path: 'package/files/d/evil', content: evil },
    ]),
    'has a hard link': tarballOf([json, { path: 'package/files/a', type: 'Link', link: 'package/overlay.json' }]),
    'has a character device': tarballOf([json, { path: 'package/files/zero', type: 'CharacterDevice' }]),
    'has a block device': tarballOf([json, { path: 'package/files/disk', type: 'BlockDevice' }]),
    'has a named pipe': tarballOf([json, { path: 'package/files/pipe', type: 'FIFO' }]),
    'has a folder that climbs out': tarballOf([json, { path: 'package/../../d', type: 'Directory' }]),
    'has a NUL in a name': tarballOf([json, { path: 'package/files/a\0.ts', content: evil, pax: true }]),
    'has the same file twice': tarballOf([json, json]),
    'unpacks to 64 MiB from 64 KiB': bomb,
    'has a file larger than the bound': tarballOf([
      json,
      { path: 'package/files/big', content: Buffer.alloc(3 * 1024 * 1024) },
    ]),
    'tells a size of 8 GiB': tarballOf([json, { path: 'package/files/big', content: evil, size: 8 * 1024 ** 3 - 1 }]),
    'has 1,001 files': tarballOf([
      json,
      ...Array.from({ length: 1001 }, (_, at) => ({ path: `package/files/${at}`, content: evil })),
    ]),
    'is cut off': gzipSync(tarballOf([json, { path: 'package/files/a', content: evil }])).subarray(0, 60),
    'is not an archive': Buffer.from('#!/bin/sh\ntouch evil\n'.repeat(100)),
    'targets .git': tarballOf([json, { path: 'package/files/.git/hooks/post-checkout', content: evil }]),
    'has a Git LFS pointer': tarballOf([
      json,
      { path: 'package/files/a', content: Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n') },
    ]),
  };
  const told: Record<string, string> = {
    'climbs out with ..': '".." segment',
    'climbs out of its top folder': '".." segment',
    'has an absolute path': 'is absolute',
    'has a drive path': 'begins with a drive',
    'has a backslash path': 'has a backslash',
    'has a symbolic link to a file': 'is a SymbolicLink',
    'has a symbolic link to a folder and a file behind it': 'is a SymbolicLink',
    'has a hard link': 'is a Link',
    'has a character device': 'is a CharacterDevice',
    'has a block device': 'is a BlockDevice',
    'has a named pipe': 'is a FIFO',
    'has a folder that climbs out': '".." segment',
    'has a NUL in a name': 'a NUL',
    'has the same file twice': 'is there twice',
    'unpacks to 64 MiB from 64 KiB': 'unpacks to more than',
    'has a file larger than the bound': 'is too large',
    'tells a size of 8 GiB': 'is too large',
    'has 1,001 files': 'More than 1000 files',
    'is cut off': 'is broken',
    'is not an archive': 'is broken',
    'targets .git': 'reaches into .git',
    'has a Git LFS pointer': 'Git LFS pointer',
  };
  it.each(Object.entries(cases))('%s', async (name, archive) => {
    const file = join(place, `${name.replace(/\W/g, '-')}.tgz`);
    writeFileSync(file, archive);
    const { code, what } = await refusal(() => fetched(file, place));
    expect(code).toBe('overlay/source');
    expect(what).toContain(told[name]);
    expect(readdirSync(join(place, 'tmp'))).toEqual([]);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('is read when it is honest', async () => {
    const file = join(place, 'honest.tgz');
    writeFileSync(
      file,
      gzipSync(tarballOf([json, { path: 'package/files/docs/a.md', content: Buffer.from('hello') }])),
    );
    expect((await fetched(file, place)).files.get('docs/a.md')?.content.toString()).toBe('hello');
  });
});

describe('a directory is refused that', () => {
  const cases: Record<string, (directory: string) => void> = {
    'has a link to a file outside': (d) => symlinkSync('../../secret', join(d, 'files/a')),
    'has a link to a folder outside': (d) => symlinkSync(elsewhere, join(d, 'files/d')),
    'has a link for its files/': (d) => symlinkSync(elsewhere, join(d, 'files/../linked')),
    'has a link for its overlay.json': (d) => symlinkSync('../secret', join(d, 'overlay.json')),
  };
  it.each(Object.entries(cases))('%s', async (name, forge) => {
    const directory = join(place, `d-${name.replace(/\W/g, '-')}`);
    mkdirSync(join(directory, 'files'), { recursive: true });
    if (!name.includes('overlay.json')) writeFileSync(join(directory, 'overlay.json'), JSON.stringify(document()));
    forge(directory);
    if (name.includes('files/')) {
      // The whole folder is the link.
      await execa('sh', ['-c', 'rmdir files && mv linked files'], { cwd: directory });
    }
    const { code, what } = await refusal(() => fetched(directory, place));
    expect(code).toBe('overlay/source');
    expect(what).toContain('is a link');
  });

  it('is not there', async () => {
    expect((await refusal(() => fetched('./nothing-here', place))).code).toBe('overlay/source');
  });

  it('a second name of a file inside is only another file', async () => {
    const directory = join(place, 'linked-inside');
    mkdirSync(join(directory, 'files'), { recursive: true });
    writeFileSync(join(directory, 'overlay.json'), JSON.stringify(document()));
    writeFileSync(join(directory, 'files/a.md'), 'text');
    linkSync(join(directory, 'files/a.md'), join(directory, 'files/b.md'));
    expect([...(await fetched(directory, place)).files.keys()]).toEqual(['a.md', 'b.md']);
  });
});

describe('a name is refused that', () => {
  const names: Record<string, string> = {
    'is .git': '.git/config',
    'is .GIT in capitals': '.GIT/config',
    'is the short name of .git': 'git~1/config',
    'is .git in a folder': 'vendor/.git/config',
    'hides .git behind an invisible character': '.g\u200cit/config',
    'ends in a dot': '.git./config',
    'is .secure-ml': '.secure-ml/lock.json',
    'is .Secure-ML': '.Secure-ML/waivers.json',
    'is node_modules': 'node_modules/aws-cdk-lib/index.js',
    'turns the reading direction': 'infra/\u202est.lortnoc',
    'has a NUL': 'infra/a\0b',
    'has an escape for the terminal': 'infra/\u001b[2Ja',
    'has a line break': 'infra/a\nb',
    'is a device of Windows': 'infra/con.ts',
    'names a stream of NTFS': 'infra/app.ts:evil',
    'has half a surrogate pair': 'infra/\ud800',
    'is not in NFC': 'infra/cafe\u0301.ts',
    'is the answers': 'settings.json',
    'is the list of controls': 'infra/controls/enabled.json',
    'is the reader of that list': 'infra/controls/enabled.ts',
  };
  it.each(Object.entries(names))('%s', async (_, name) => {
    expect((await refusal(() => readOverlay(overlayTree({}, { [name]: 'x' })))).code).toBe('overlay/invalid');
  });
  it.each(Object.entries(names))('%s, where the overlay removes it', async (_, name) => {
    expect((await refusal(() => readOverlay(overlayTree({ remove: [name] })))).code).toBe('overlay/invalid');
  });

  it('is another one in capitals', async () => {
    const { what } = await refusal(() => readOverlay(overlayTree({}, { 'docs/a.md': '', 'docs/A.md': '' })));
    expect(what).toContain('one file on some disks');
  });
  it('is a folder of another one', async () => {
    await refusal(() => readOverlay(overlayTree({}, { 'docs/a': '', 'docs/a/b': '' })));
  });
  it('is a folder of another one in capitals', async () => {
    await refusal(() => readOverlay(overlayTree({}, { 'Docs/a': '', 'docs/b': '' })));
  });
});

describe('an overlay.json is refused that', () => {
  const texts: Record<string, string | Buffer> = {
    'is 1 MiB': JSON.stringify(document({ contact: 'x'.repeat(1024 * 1024) })),
    'is nested 100,000 deep': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    'has __proto__': '{"__proto__": {"yes": true}, "format": 1}',
    'has __proto__ far inside': JSON.stringify(document()).replace(
      '}',
      ', "defaults": {"network": {"__proto__": {"a": 1}}}}',
    ),
    'has constructor': JSON.stringify(document({ defaults: { constructor: 'x' } })),
    'is not valid JSON': '{format: 1}',
    'is not an object': '[]',
    'is not UTF-8': Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
    'has a future format': JSON.stringify(document({ format: 2 })),
    'has a key of its own': JSON.stringify(document({ hooks: { postinstall: 'touch evil' } })),
    'has a key that every object has': JSON.stringify(document({ toString: 'x' })),
    'has a name that climbs': JSON.stringify(document({ name: '../../evil' })),
    'locks what is not an answer': JSON.stringify(
      document({ lock: { 'process.env': { value: 'x', why: 'because we say so' } } }),
    ),
    'has a range that is none': JSON.stringify(document({ generator: 'yesterday' })),
  };
  const told: Record<string, string> = {
    'is 1 MiB': 'overlay/json: 1048',
    'is nested 100,000 deep': 'overlay/json: JSON nested deeper than 16',
    'has __proto__': 'overlay/json: The key "__proto__"',
    'has __proto__ far inside': 'overlay/json: The key "__proto__"',
    'has constructor': 'overlay/json: The key "constructor"',
    'is not valid JSON': 'overlay/json: No JSON',
    'is not an object': 'is not object',
    'is not UTF-8': 'overlay/json: The file is not UTF-8',
    'has a future format': '#/format: is 2',
    'has a key of its own': '#/hooks: is not known',
    'has a key that every object has': 'The key "toString" is one that every object has already',
    'has a name that climbs': '#/name:',
    'locks what is not an answer': '#/lock/process.env:',
    'has a range that is none': '#/generator:',
  };
  it.each(Object.entries(texts))('%s', async (name, text) => {
    const tree = new Map([['overlay.json', { content: Buffer.from(text), mode: '100644' as const }]]);
    const { code, what } = await refusal(() => readOverlay(tree));
    expect(`${code}: ${what}`).toContain(told[name]);
    expect(({} as Record<string, unknown>).yes).toBeUndefined();
  });

  it('has many faults: all are told at once, with their pointers', async () => {
    const parts = {
      name: 'X',
      version: '1',
      limit: { region: { atLeast: 'a', why: 'short enough' } },
      remove: ['../a'],
    };
    const { what } = await refusal(() => readOverlay(overlayTree(parts)));
    expect(what).toContain('#/name:');
    expect(what).toContain('#/version:');
    expect(what).toContain('#/limit/region/atLeast: does not fit region');
    expect(what).toContain('#/remove/0:');
  });
});

describe('a package is refused that', () => {
  it.each(['preinstall', 'install', 'postinstall', 'prepare', 'prepack'])('has a script %s', async (script) => {
    const tree = new Map([
      ...overlayTree(),
      ...treeOf({ 'package.json': JSON.stringify({ scripts: { [script]: 'touch evil' } }) }),
    ]);
    expect((await refusal(() => readOverlay(tree))).what).toContain(script);
  });

  it('changed since it was recorded', async () => {
    const recorded = { name: 'bank', version: '1.0.0', integrity: digest(overlayTree()) };
    const now = {
      name: 'bank',
      version: '1.0.0',
      spec: '@bank/overlay@1.0.0',
      integrity: digest(overlayTree({}, { a: 'b' })),
    };
    expect((await refusal(() => assertKnown(now, [recorded]))).code).toBe('overlay/integrity');
    assertKnown({ ...now, version: '1.0.1' }, [recorded]);
    assertKnown({ ...now, integrity: recorded.integrity }, [recorded]);
  });
});

describe('a spec is refused that', () => {
  it.each([
    'git+ext::sh -c touch% evil#v1',
    'git+http://host.example/a.git#v1',
    'git+https://token:secret@host.example/a.git#v1',
    'git+https://token@host.example/a.git#v1',
    'git+https://host.example/a.git',
    'git+https://host.example/a.git#--upload-pack=evil',
    'git+https://host.example/a.git#../../a',
    'git+ssh://-oProxyCommand=evil/a#v1',
    'https://host.example/overlay.tgz',
    'npm:other@1.0.0',
    '--registry=https://host.example',
    'github:bank/overlay',
    'a\u0000b',
    'a\u202eb',
  ])('%j', async (spec) => {
    const refused = await refusal(() => fetched(spec, place));
    expect(refused.code).toBe('overlay/source');
    expect(refused.message).not.toContain('secret');
  });
});
