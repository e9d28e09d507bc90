import { gzipSync } from 'node:zlib';
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

test('two paths that one file system cannot hold are refused', () => {
  expect(() => sealed({ 'a.txt': '', 'A.txt': '' })).toThrow(/differ only/);
  expect(() => sealed({ a: '', 'a/b': '' })).toThrow(/a file and the folder/);
});
