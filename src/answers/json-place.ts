import { type ParseError, parse } from 'jsonc-parser';

/** Where a text stops being JSON, for a person: "line 3, column 12"; undefined where it is JSON. */
export function faultInJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    const errors: ParseError[] = [];
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
    const before = text.slice(0, errors[0]?.offset ?? text.length).split('\n');
    return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  }
}

/** A text without the byte order mark that Notepad and PowerShell 5.1 write before it (RFC 8259, 8.1). */
export const withoutMark = (text: string): string => text.replace(/^\ufeff/, '');
