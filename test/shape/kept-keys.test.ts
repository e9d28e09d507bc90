import { describe, expect, it } from 'vitest';
import { parseLock } from '../../src/baseline/lock.ts';
import { answersOf } from '../../src/baseline/recorded.ts';
import { readWaivers } from '../../src/guard/waiver.ts';
import { readOverlay } from '../../src/overlay/overlay.ts';
import { keptKeyIn } from '../../src/shape/kept-keys.ts';
import { asText } from '../../src/shape/text.ts';
import { lock, overlayDocument, settings, waivers } from '../fuzz/seeds.ts';
import { overlayTree } from '../overlay/forge.ts';

const keys = ['toString', 'valueOf', 'constructor', '__proto__', 'hasOwnProperty'];

/** The JSON text with one key more, in an object deep in it. */
const withKey = (good: Buffer, key: string) =>
  Buffer.from(`${good.toString().trimEnd().slice(0, -1)},"mine":[{${JSON.stringify(key)}:null}]}`);

const read: [string, (key: string) => unknown][] = [
  ['a lock', (key) => parseLock(withKey(lock, key))],
  ['settings', (key) => answersOf(withKey(settings, key), parseLock(lock))],
  ['waivers', (key) => readWaivers(withKey(waivers, key))],
  [
    'an overlay',
    (key) => {
      const entry = { content: withKey(overlayDocument, key), mode: '100644' as const };
      return readOverlay(new Map([...overlayTree(), ['overlay.json', entry]]));
    },
  ],
];

describe.each(read)('%s that somebody else wrote', (_, take) => {
  it.each(keys)('is refused where it has %s, which every object has', (key) => {
    expect(() => take(key)).toThrowError(expect.objectContaining({ what: expect.stringContaining(`"${key}"`) }));
  });
});

describe('a value of a JSON text', () => {
  it('has such a key however deep it is', () => {
    const deep = JSON.parse(`${'[{"a":'.repeat(5000)}{"valueOf":1}${'}]'.repeat(5000)}`);
    expect(keptKeyIn(deep)).toBe('valueOf');
    expect(keptKeyIn({ a: [{ b: 'toString' }] })).toBeUndefined();
  });

  it('is a text whatever keys it has', () => {
    expect(asText({ toString: null })).toBe('{"toString":null}');
    const list = ['false', null, [1, ['x']]];
    expect(asText(list)).toBe(String(list));
    expect(asText([{ toString: null }, 'a'])).toBe('{"toString":null},a');
    expect([asText('a'), asText(1.5), asText(false), asText(null)]).toEqual(['a', '1.5', 'false', 'null']);
  });
});
