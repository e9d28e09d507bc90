import { said } from '../read/not-proven.ts';
import type { Cell } from './cell.ts';
import { printableLines } from './printable.ts';
import type { Explanation } from './why.ts';

/** The matrix as text, a block for each principal. */
export function matrixInWords(cells: Cell[]): string {
  const lines: string[] = [];
  let last: Cell | undefined;
  for (const cell of cells) {
    const { who, what, level, actions, when, but, beyond, notProven = [] } = cell;
    if (who !== last?.who) lines.push('', who);
    if (who !== last?.who || what !== last.what) lines.push(`  ${what}`);
    last = cell;
    const limits = [...when, ...but.map((each) => `denied: ${each}`)];
    const clause = limits.length > 0 ? ` (${limits.join('; ')})` : '';
    lines.push(`    ${level}: ${actions.join(', ')}${clause}`);
    if (beyond) lines.push(`      ${beyond}`);
    for (const reason of notProven) lines.push(`      not proven: ${reason}`);
  }
  return printableLines(lines.slice(1));
}

/** A decision as text: the answer, each statement's part in it, and what it rests on that was not read. */
export function explanationInWords({ request, words, parts, notProven }: Explanation): string {
  return printableLines([
    `${request.principal} ${request.action} ${request.resource}: ${words}`,
    ...parts.map(({ layer, policy, statement, effect, why }) => `  ${layer} ${policy}/${statement} (${effect}) ${why}`),
    ...notProven.map((each) => `  not read: ${said(each)}`),
  ]);
}
