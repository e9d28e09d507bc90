import { parseJson } from '../../templates/judge/read/json.ts';

const spaces = /[ \t\n\r]*/y;
/** A string, a number or a word; a control character ends a string, which is then none. */
const scalar = () =>
  /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/** Where a text stops being JSON (RFC 8259), as an offset. */
function offsetOfFault(text: string): number {
  let at = 0;
  const skip = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [found = ''] = pattern.exec(text) ?? [];
    at += found.length;
    return found;
  };
  const value = scalar();
  // What is open, and what has to come next: a stack of our own, since a hostile text is nested deeper than any call stack.
  const open: string[] = [];
  let wanted: 'value' | 'key' | 'colon' | 'end' = 'value';
  for (;;) {
    skip(spaces);
    const letter = text[at];
    if (letter === undefined) return at;
    if (wanted === 'value' && (letter === '{' || letter === '[')) {
      open.push(letter);
      at += 1;
      skip(spaces);
      const closes = text[at] === (letter === '{' ? '}' : ']');
      wanted = closes ? 'end' : letter === '{' ? 'key' : 'value';
    } else if (wanted === 'value' || (wanted === 'key' && letter === '"')) {
      if (skip(value) === '') return at;
      wanted = wanted === 'key' ? 'colon' : 'end';
    } else if (wanted === 'colon' && letter === ':') {
      at += 1;
      wanted = 'value';
    } else if (wanted === 'end' && letter === ',' && open.length > 0) {
      at += 1;
      wanted = open.at(-1) === '{' ? 'key' : 'value';
    } else if (wanted === 'end' && letter === (open.at(-1) === '{' ? '}' : ']') && open.length > 0) {
      at += 1;
      open.pop();
    } else return at;
  }
}

/** The encoding of a file that was read as UTF-8 and is none: every other byte of its first characters is 0. */
function otherEncoding(text: string): string | undefined {
  if (/^\ufffd{0,2}(\0{3}[^\0]|\0{2}\ufffd{2}|[^\0\ufffd]\0{3}|\0{2}[^\0]\0{3})/.test(text)) return 'UTF-32';
  return /^\ufffd{0,2}(\0[^\0]|[^\0\ufffd]\0)/.test(text) ? 'UTF-16' : undefined;
}

/** Why a text is not JSON, for a person: where it stops being that, "line 3, column 12", or how it is encoded or nested; undefined where it is JSON. */
export function faultInJson(text: string): string | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    if (/nested/.test((error as Error).message)) return (error as Error).message;
    const encoding = otherEncoding(text);
    if (encoding) return `it is encoded as ${encoding}. Save it as UTF-8`;
    const offset = offsetOfFault(text);
    const before = text.slice(0, offset).split('\n');
    const [line = ''] = text.slice(offset - (before.at(-1)?.length ?? 0)).split('\n', 1);
    if (/^(<{7}|={7}|>{7})/.test(line)) return `line ${before.length} is the marker of a conflict. Resolve it`;
    return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  }
}

/** A text without the byte order mark that Notepad and PowerShell 5.1 write before it (RFC 8259, 8.1). */
export const withoutMark = (text: string): string => text.replace(/^\ufeff/, '');
