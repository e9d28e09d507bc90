import { describe, expect, it } from 'vitest';
import { faultInJson, withoutMark } from '../../src/shape/json-place.ts';

describe('the place where a text stops being JSON', () => {
  it.each([
    ['{ // ours\n}', 'line 1, column 3'],
    ['{\n  "a": 1,\n}', 'line 3, column 1'],
    ['{\n  "a" 1\n}', 'line 2, column 7'],
    ['{"a": [1, 2}', 'line 1, column 12'],
    ['{"a": tru}', 'line 1, column 7'],
    ['{"a": 01}', 'line 1, column 8'],
    ['{"a": 1} x', 'line 1, column 10'],
    ['["a\nb"]', 'line 1, column 2'],
    ['[1,', 'line 1, column 4'],
    ['', 'line 1, column 1'],
    [',', 'line 1, column 1'],
    ['['.repeat(100_000), 'line 1, column 100001'],
  ])('%j: %s', (text, place) => expect(faultInJson(text)).toBe(place));

  it.each(['{}', '[]', '[{"a":[],"b":{}}]', ' "\\u00e9\\n" ', '-1.5e+3', '[true,false,null]'])(
    'is none in %s',
    (text) => {
      expect(faultInJson(text)).toBeUndefined();
    },
  );

  it.each([
    ['UTF-16', [0xff, 0xfe, 0x7b, 0, 0x7d, 0]],
    ['UTF-16', [0xfe, 0xff, 0, 0x7b, 0, 0x7d]],
    ['UTF-16', [0x7b, 0, 0x7d, 0]],
    ['UTF-32', [0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0, 0x7d, 0, 0, 0]],
    ['UTF-32', [0, 0, 0xfe, 0xff, 0, 0, 0, 0x7b, 0, 0, 0, 0x7d]],
  ])('is told as the encoding where it is %s', (encoding, bytes) => {
    const fault = `it is encoded as ${encoding}. Save it as UTF-8`;
    expect(faultInJson(Buffer.from(bytes as number[]).toString())).toBe(fault);
  });

  it('is not the byte order mark before it', () => expect(withoutMark('\ufeff{}')).toBe('{}'));
});
