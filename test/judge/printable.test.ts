import { describe, expect, it } from 'vitest';
import { printable, printableInline, printableJson } from '../../templates/judge/show/printable.ts';

const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('what is shown to people', () => {
  it.each([
    ['a title and a cleared screen', '\x1b]0;PWNED\x07\x1b[2Jall good', '\\x1b]0;PWNED\\x07\\x1b[2Jall good'],
    ['a control sequence of one byte', '\u009b2Jx', '\\x9b2Jx'],
    ['text that runs the other way', 'a\u202egpj.exe', 'a\\u{202e}gpj.exe'],
    ['a hyperlink', '\x1b]8;;http://h\x1b\\x', '\\x1b]8;;http://h\\x1b\\x'],
    ['nothing that can be seen', 'a\u200b\u2060\ufeffb', 'a\\u{200b}\\u{2060}\\u{feff}b'],
    ['a letter of a tag', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['a line that is none', 'a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
    ['a line written over', 'bad\rgood', 'bad\\x0dgood'],
    ['half a letter', 'a\ud800b', 'a\\u{d800}b'],
  ])('has %s as what it is', (_, text, shown) => {
    expect(printable(text, false)).toBe(shown);
    expect(printable(text, true)).not.toMatch(hidden);
    expect(printableInline(text)).not.toMatch(hidden);
  });

  it('keeps line feeds and tabs in a text, and none in a value', () => {
    expect(printable('a\n\tb é 漢 🎉', false)).toBe('a\n\tb é 漢 🎉');
    expect(printableInline('a\n\tb')).toBe('a\\x0a\\x09b');
  });

  it.each([
    '::set-output name=a::b',
    ' \t::stop-commands::x',
    '##[error]x',
    'x ##vso[task.setvariable]y',
    '##teamcity[x]',
  ])('holds no command of a runner where one reads: %s', (line) => {
    expect(printable(`a\n${line}`, true)).not.toMatch(/^\s*::|##(\[|vso|team)/m);
    expect(printable(line, false)).toBe(line);
  });

  it.each([
    '##[add-mask]x',
    'x ##vso[task.setvariable variable=NODE_OPTIONS]--require=x',
    '##teamcity[setParameter]',
    '###[x]',
  ])('holds none as JSON either, which a runner reads in any place of a line, and is the same value: %s', (line) => {
    const text = printableJson({ [line]: [line] }, true);
    expect(text).not.toMatch(/##(\[|vso|team)/);
    expect(JSON.parse(text)).toEqual({ [line]: [line] });
    expect(printableJson(line, false)).toBe(JSON.stringify(line));
  });

  it('is as JSON the same value, with nothing that a terminal obeys', () => {
    const value = { 'a\u009b': ['\x1b[2J', '\u202e', '\u{e0041}', '\u007f', 'é 🎉', '\n'] };
    const text = printableJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text.replaceAll('\n', '')).not.toMatch(hidden);
    expect(printableJson(undefined)).toBe('null');
  });
});
