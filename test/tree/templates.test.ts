import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { packTemplates, readTemplates } from '../../src/tree/templates.ts';
import { blobId, objectId } from '../../src/tree/tree.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();

function folder(name: string, files: Record<string, string>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(scratch, name, path)), { recursive: true });
    writeFileSync(join(scratch, name, path), content);
  }
  return join(scratch, name);
}

const shown = (place: string) =>
  [...readTemplates(place)].map(([path, { content, mode }]) => [path, content.toString(), mode]);

it('a folder is read sorted by path, with what may be run', () => {
  const place = folder('sorted', { 'b/z': '1', 'b/a': '2', a: '', 'b-': '3' });
  chmodSync(join(place, 'b/a'), 0o755);
  expect(shown(place)).toEqual([
    ['a', '', '100644'],
    ['b-', '3', '100644'],
    ['b/a', '2', '100755'],
    ['b/z', '1', '100644'],
  ]);
});

it('a folder is read without what work leaves behind in it', () => {
  const leftovers = ['node_modules', 'cdk.out', '.venv', '__pycache__', '.pytest_cache', '.mypy_cache', '.ruff_cache'];
  const files = leftovers.flatMap((name) => [
    [`${name}/x`, 'left'],
    [`deep/${name}/x`, 'left'],
  ]);
  const place = folder('left', { ...Object.fromEntries(files), 'deep/kept': 'kept' });
  expect(shown(place)).toEqual([['deep/kept', 'kept', '100644']]);
});

it('a folder is read anew each time, since a person edits it', () => {
  const place = folder('edited', { a: 'before' });
  expect(shown(place)).toEqual([['a', 'before', '100644']]);
  folder('edited', { a: 'after' });
  expect(shown(place)).toEqual([['a', 'after', '100644']]);
});

it('an archive holds the same files as the folder, whatever their bytes', () => {
  const place = folder('packed', { a: 'é\r\n', 'b/c': '', 'b/é': '\0\xff' });
  chmodSync(join(place, 'a'), 0o744);
  const archive = join(scratch, 'templates.bin');
  writeFileSync(archive, packTemplates(readTemplates(place)));
  expect(shown(archive)).toEqual(shown(place));
  expect(shown(archive)).toHaveLength(3);
});

it('an archive names each file by its content, in whatever order it was packed', () => {
  const archive = join(scratch, 'order.bin');
  const file = (text: string) => ({ content: Buffer.from(text), mode: '100644' as const });
  writeFileSync(
    archive,
    packTemplates(
      new Map([
        ['b', file('1')],
        ['a', file('2')],
        ['c.ejs', file('3')],
      ]),
    ),
  );
  const files = [...readTemplates(archive)];
  expect(files.map(([path]) => path)).toEqual(['a', 'b', 'c.ejs']);
  for (const [path, { content }] of files) expect(blobId(content), path).toBe(objectId('blob', content, 'sha1'));
});

it('an archive is unpacked once', () => {
  const archive = join(scratch, 'once.bin');
  writeFileSync(archive, packTemplates(readTemplates(folder('once', { a: '1' }))));
  expect(readTemplates(archive)).toBe(readTemplates(archive));
});

it('what is packed already is in an archive as it is, and is read as every other file', () => {
  const noise = randomBytes(30_000).toString('base64');
  const place = folder('plain', { a: 'first', noise, 'z/b': 'last', 'z/text': 'words '.repeat(5000) });
  const archive = join(scratch, 'plain.bin');
  const bytes = packTemplates(readTemplates(place));
  writeFileSync(archive, bytes);
  expect(bytes.includes(noise)).toBe(true);
  expect(bytes.includes('words words')).toBe(false);
  expect(shown(archive)).toEqual(shown(place));
});
