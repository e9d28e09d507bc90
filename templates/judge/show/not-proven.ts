import { type NotProven, said } from '../read/not-proven.ts';

/** What was not read, a line a place; empty where all was. */
export function notProvenInWords(list: NotProven[]): string {
  if (list.length === 0) return '';
  return ['not proven', ...list.map((each) => `  ${said(each)}`)].join('\n');
}
