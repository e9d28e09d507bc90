import { describe, expect, it } from 'vitest';

const file = new URL('../templates/infra/alerts/matches.ts', import.meta.url).href;
const { matches } = (await import(file)) as { matches(pattern: unknown, event: unknown): boolean };

describe('a pattern matches as EventBridge does', () => {
  it.each<[string, unknown, unknown, boolean]>([
    ['an exact value', { a: ['x', 'y'] }, { a: 'y' }, true],
    ['no other value', { a: ['x'] }, { a: 'xx' }, false],
    ['a number is not text', { a: ['1'] }, { a: 1 }, false],
    ['false is a value', { a: [false] }, { a: false }, true],
    ['null is a value', { a: [null] }, { a: null }, true],
    ['nothing is not null', { a: [null] }, {}, false],
    ['every key', { a: ['x'], b: ['y'] }, { a: 'x' }, false],
    ['below', { a: { b: ['x'] } }, { a: { b: 'x' } }, true],
    ['nothing below', { a: { b: ['x'] } }, { a: 'x' }, false],
    ['one of a list', { a: ['x'] }, { a: ['w', 'x'] }, true],
    ['a list of objects', { a: { n: ['x'], s: ['OFF'] } }, { a: [{ n: 'x', s: 'OFF' }] }, true],
    [
      'no mix of two objects',
      { a: { n: ['x'], s: ['OFF'] } },
      {
        a: [
          { n: 'x', s: 'ON' },
          { n: 'y', s: 'OFF' },
        ],
      },
      false,
    ],
    ['prefix', { a: [{ prefix: 'De' }] }, { a: 'Delete' }, true],
    ['prefix, not within', { a: [{ prefix: 'let' }] }, { a: 'Delete' }, false],
    ['suffix', { a: [{ suffix: 'te' }] }, { a: 'Delete' }, true],
    ['suffix, not within', { a: [{ suffix: 'De' }] }, { a: 'Delete' }, false],
    ['wildcard', { a: [{ wildcard: '*:policy/my-*' }] }, { a: 'arn:aws:iam::1:policy/my-x' }, true],
    ['wildcard, whole text', { a: [{ wildcard: 'my-*' }] }, { a: 'not-my-x' }, false],
    ['a dot is a dot', { a: [{ wildcard: 'a.b*' }] }, { a: 'aXb' }, false],
    ['numeric', { a: [{ numeric: ['>=', 4] }] }, { a: 4 }, true],
    ['numeric, below', { a: [{ numeric: ['>=', 4] }] }, { a: 3.9 }, false],
    ['numeric range', { a: [{ numeric: ['>', 0, '<', 5] }] }, { a: 5 }, false],
    ['numeric of a text', { a: [{ numeric: ['>', 0] }] }, { a: '5' }, false],
    ['anything but', { a: [{ 'anything-but': ['x'] }] }, { a: 'y' }, true],
    ['anything but, that', { a: [{ 'anything-but': ['x'] }] }, { a: 'x' }, false],
    ['anything but, a prefix', { a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'xy' }, false],
    ['anything but several wildcards', { a: [{ 'anything-but': { wildcard: ['x*', '*z'] } }] }, { a: 'yz' }, false],
    [
      'anything but several wildcards, another',
      { a: [{ 'anything-but': { wildcard: ['x*', '*z'] } }] },
      { a: 'y' },
      true,
    ],
    ['nothing, or anything but', { a: [{ exists: false }, { 'anything-but': ['x'] }] }, {}, true],
    ['anything but needs the key', { a: [{ 'anything-but': ['x'] }] }, {}, false],
    ['exists', { a: [{ exists: true }] }, { a: '' }, true],
    ['exists not', { a: [{ exists: false }] }, { b: 'x' }, true],
    ['exists not, below nothing', { a: { b: [{ exists: false }] } }, {}, true],
    ['exists, and does', { a: [{ exists: false }] }, { a: 'x' }, false],
    ['$or, second', { $or: [{ a: ['x'] }, { b: ['y'] }] }, { b: 'y' }, true],
    ['$or, none', { $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'y' }, false],
    ['$or beside a key', { c: ['z'], $or: [{ a: ['x'] }] }, { a: 'x' }, false],
  ])('%s', (_, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  it.each([
    [{ a: [{ cidr: '10.0.0.0/8' }] }],
    [{ a: [{ prefix: 3 }] }],
    [{ a: [{ numeric: ['>=', 'x'] }] }],
    [{ a: [{ wildcard: ['x*', 'y*'] }] }],
    [{ a: [{ prefix: 'x', suffix: 'y' }] }],
    [{ b: ['never reached'], a: [{ cidr: '10.0.0.0/8' }] }],
    [{ $or: [{ a: ['x'] }, { c: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] }] }],
    ['text'],
    [{ a: 'x' }],
  ])('throws on what it does not know: %j', (pattern) => {
    expect(() => matches(pattern, { a: 'x' })).toThrow();
  });
});
