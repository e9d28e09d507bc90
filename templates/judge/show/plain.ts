import { printable } from './printable.ts';

/**
 * A runner takes lines of a log that begin so for commands (GitHub Docs, "Workflow commands for GitHub Actions"): a text
 * from a template that does is shown behind a mark.
 */
export const plain = (text: string): string => printable(text).replace(/^(\s*)(::|##\[)/gm, '$1| $2');

/** A block of plain text in Markdown, in a fence that is longer than any that stands in it. */
export function fenced(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  return `${fence}text\n${text}\n${fence}`;
}
