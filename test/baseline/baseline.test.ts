import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packBase, readBase } from '../../src/baseline/archive.ts';
import { basePath, lockPath, parseLock, printLock } from '../../src/baseline/lock.ts';
import { sealed } from '../sandbox.ts';

const files = { 'a.txt': 'a\n', 'd/ü b.txt': 'b\n', 'x.bin': Buffer.from([0, 1, 2]), 'ml/data/s.csv': 'a,b\n' };
const tree = sealed(files);
const bytesOf = (path: string) => tree.get(path)?.content as Buffer;
const lock = parseLock(bytesOf(lockPath));
const document = () => JSON.parse(bytesOf(lockPath).toString());
const parsed = (change: (lock: Record<string, unknown>) => void) => {
  const value = document();
  change(value);
  return () => parseLock(Buffer.from(JSON.stringify(value)));
};

test('the same files give the same bytes, whatever their order', () => {
  const other = sealed(Object.fromEntries(Object.entries(files).reverse()));
  for (const path of [lockPath, basePath]) expect(other.get(path)?.content.equals(bytesOf(path))).toBe(true);
});

test('the base gives back the generated text; a binary and a seeded file are not kept', () => {
  expect([...readBase(bytesOf(basePath), lock)].map(([path, content]) => [path, content.toString()])).toEqual([
    ['a.txt', 'a\n'],
    ['d/ü b.txt', 'b\n'],
  ]);
});

test('a lock is printed as it was read', () => {
  expect(printLock(lock).equals(bytesOf(lockPath))).toBe(true);
});

test('a lock of an unknown format is refused', () => {
  expect(parsed((value) => Object.assign(value, { format: 2 }))).toThrow(/format is 2/);
});

test.each([
  '../x',
  '/etc/passwd',
  'a/../../x',
  '.git/hooks/pre-commit',
  'A/.GIT/config',
  'git~1/x',
  'C:/x',
  'a\\b',
  'a\u0000b',
  'a//b',
  './a',
  'a\nb',
  '.git /x',
  '.g\u200cit/x',
])('a lock that names %j is refused', (path) => {
  const entry = { mode: '100644', blob: 'a'.repeat(40), owner: 'generated' };
  expect(parsed((value) => Object.assign(value, { files: { [path]: entry } }))).toThrow(/not safe/);
  expect(parsed((value) => Object.assign(value, { removed: [path] }))).toThrow(/not safe/);
});

test('a lock cannot reach a prototype', () => {
  const text = bytesOf(lockPath).toString().replace('"answers": {}', '"answers": {"__proto__": {"polluted": true}}');
  expect(() => parseLock(Buffer.from(text))).toThrow(/no place here/);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test.each([
  ['mode', '120000'],
  ['blob', 'xyz'],
  ['owner', 'admin'],
])('a lock with a wrong %s is refused', (key, value) => {
  expect(
    parsed((lock) => Object.assign((lock.files as Record<string, object>)['a.txt'] as object, { [key]: value })),
  ).toThrow(/not what it should be/);
});

test('a lock that is too large, or no JSON, or in conflict is refused', () => {
  expect(() => parseLock(Buffer.alloc(9 * 1024 * 1024, 32))).toThrow(/larger/);
  expect(() => parseLock(Buffer.from('{\n  "format": 1,\n}'))).toThrow(/not valid JSON: line 3, column 1/);
  expect(() => parseLock(Buffer.from('<<<<<<< HEAD\n{}\n'))).toThrow(/contains conflict markers/);
});

test('a lock may begin with a byte order mark, as an editor on Windows writes it', () => {
  const text = printLock(lock).toString();
  expect(parseLock(Buffer.from(`\ufeff${text}`))).toEqual(parseLock(Buffer.from(text)));
});

/** What a lock gives: itself, or why it is refused. */
function given(text: string): unknown {
  try {
    const { files, ...rest } = parseLock(Buffer.from(text));
    return { ...rest, files: [...files] };
  } catch (error) {
    return (error as { what: string }).what;
  }
}
/** The same lock, of which no line is as printLock prints it. */
const readWhole = (text: string) => given(text.replace('\n  "files": {\n', '\n  "files":{\n'));
const text = printLock(lock).toString();
const line = `    "b.txt": {"mode":"100644","blob":"${'b'.repeat(40)}","owner":"generated"},\n`;
const withLine = (added: string) => text.replace('"files": {\n', `"files": {\n${added}`);
const withFirst = (what: RegExp, by: string) => withLine(line.replace(what, by));

test.each([
  text,
  withLine(line),
  withLine(line + line.replace('100644', '100755')),
  withLine(line.replace('b.txt', 'a.txt')),
  text.replace('x.bin', '7'),
  withFirst(/b\.txt/, '../b'),
  withFirst(/b\.txt/, 'b\\u002ftxt'),
  withFirst(/b\.txt/, '__proto__'),
  withFirst(/"owner"/, '"constructor":1,"owner"'),
  withFirst(/"owner"/, '"more":{"__proto__":1},"owner"'),
  withFirst(/generated/, 'nobody'),
  withFirst(/\},/, '},,'),
  withFirst(/\},/, '}'),
  withFirst(/\},/, '}, "c.txt": 1,'),
  withFirst(/\},/, '}}, "files": {'),
  withFirst(/\n/, '\n\n'),
  text.replace(/\n {2}\}/, ',\n  }'),
  text.replace('"answers": {}', `"answers": {\n  "files": {\n${line.replace('},', '}')}  }\n}`),
  `${text.trimEnd().slice(0, -1)},\n  "files": {\n${line.replace('},', '}')}  }\n}\n`,
  text.replace(/"files": \{[\s\S]*?\n {2}\},/, '"files": [],'),
  text.replaceAll('\n', '\r\n'),
])('a lock says the same whether its lines are read one by one or all at once (%#)', (changed) => {
  expect(given(changed)).toEqual(readWhole(changed));
  expect(given(changed)).toEqual(readWhole(changed));
});

test('of a lock with any one byte changed, both ways of reading say the same', () => {
  for (const at of Buffer.from(text).keys()) {
    for (const byte of [0x22, 0x2c, 0x7d, 0x0a, 0x5c, 0x31]) {
      const bytes = Buffer.from(text);
      bytes[at] = byte;
      const changed = bytes.toString();
      const other = changed.replace('\n  "files": {\n', '\n  "files":{\n');
      if (other !== changed) expect(given(changed)).toEqual(given(other));
    }
  }
});

test('a base that a zip bomb stands in for is refused before it is unpacked whole', () => {
  expect(() => readBase(gzipSync(Buffer.alloc(80 * 1024 * 1024)), lock)).toThrow(/unpacks to more/);
});

test('a base with another content than the lock says is refused', () => {
  const forged = packBase(new Map([['a.txt', Buffer.from('b\n')]]));
  expect(() => readBase(forged, lock)).toThrow(/disagree/);
});

test('a base with a file that the lock does not know is refused', () => {
  expect(() => readBase(packBase(new Map([['c.txt', Buffer.from('c')]])), lock)).toThrow(/does not/);
});

test.each([
  '',
  'no gzip',
  gzipSync('other format'),
  gzipSync('secure-ml base 1\n999 a.txt\na'),
  gzipSync('secure-ml base 1\n1 ../a\na\n'),
])('a base that is broken is refused (%#)', (bytes) => {
  expect(() => readBase(Buffer.from(bytes), lock)).toThrow();
});

const textsOf = (read: ReadonlyMap<string, Buffer>) => [...read].map(([path, content]) => [path, content.toString()]);
const promised = textsOf(readBase(bytesOf(basePath), lock));

test('a base of which one byte is another gives what the lock says, or is refused, also after others were read', () => {
  let refused = 0;
  for (const at of bytesOf(basePath).keys()) {
    const other = Buffer.from(bytesOf(basePath));
    other[at] = (other[at] as number) ^ 1;
    try {
      expect(textsOf(readBase(other, lock))).toEqual(promised);
    } catch (error) {
      expect((error as { code: string }).code).toBe('baseline/base');
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(50);
});

test('a file of a base that was read elsewhere is not taken for one where it stands otherwise', () => {
  const [first, second] = [Buffer.from('a\n'), Buffer.from('b\n')];
  const two = packBase(
    new Map([
      ['a.txt', first],
      ['d/ü b.txt', second],
    ]),
  );
  const at = two.indexOf(Buffer.from([0x1f, 0x8b]), 1);
  const end = two.indexOf(Buffer.from([0x1f, 0x8b]), at + 1);
  const [one, other, last] = [two.subarray(0, at), two.subarray(at, end), two.subarray(end)];
  expect(textsOf(readBase(Buffer.concat([one, other, last]), lock))).toEqual(promised);
  for (const wrong of [
    [other, one, last],
    [one, one, last],
    [one, other, other, last],
    [one, last, other],
    [one, other],
  ]) {
    expect(() => readBase(Buffer.concat(wrong), lock)).toThrow();
  }
});

test('files of a base are those of the lock in any order, and nothing of the archive is kept', () => {
  const turned = { ...lock, files: new Map([...lock.files].reverse()) };
  for (const [packed, of] of [
    [bytesOf(basePath), lock],
    [bytesOf(basePath), turned],
    [gzipSync(gunzipSync(bytesOf(basePath))), lock],
  ] as const) {
    const archive = Buffer.from(packed);
    const read = readBase(archive, of);
    archive.fill(0);
    expect(textsOf(read)).toEqual(promised);
  }
});

test('two paths that one file system cannot hold are refused', () => {
  expect(() => sealed({ 'a.txt': '', 'A.txt': '' })).toThrow(/differ only/);
  expect(() => sealed({ a: '', 'a/b': '' })).toThrow(/a file and the folder/);
});
