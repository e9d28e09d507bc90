import { bodyOf, cellsOf } from '../assurance/page.ts';
import { defaults } from '../src/answers/answers.ts';
import { controlsFor, type Declaration } from '../src/plan/catalog.ts';

/** The part of docs/assurance.md that a proof wrote. */
function partOf(page: string, name: Parameters<typeof bodyOf>[0]): string {
  const part = bodyOf(name, page);
  if (part === undefined) throw new Error(`docs/assurance.md has no part ${name}`);
  return part;
}

/** A row of a table, by its first cell: its other cells. */
function rowOf(part: string, first: string): string[] {
  const row = part.split('\n').find((line) => line.startsWith(`| ${first} |`));
  if (!row) throw new Error(`docs/assurance.md has no row ${first}`);
  return cellsOf(row).slice(1);
}

const grouped = (digits = '') => Number(digits).toLocaleString('en-US');
const tier = 'confidential';

/** What README says was measured: numbers of the catalogue and of docs/assurance.md, where each run writes its own. */
export function claims(page: string, catalog: readonly Declaration[]): string {
  const on = controlsFor([...catalog], defaults('my-ml', tier));
  const [, made, caught] = rowOf(partOf(page, 'sabotage'), tier);
  const rows = rowOf(partOf(page, 'rows'), tier);
  const planted = rowOf(partOf(page, 'planted'), tier);
  const [calls, silent] = [0, 4].map((at) => rowOf(partOf(page, 'calls'), tier)[at]);
  const [, hostile] = /(\d+) kinds of hostile/.exec(partOf(page, 'hostile')) ?? [];
  const edits = partOf(page, 'tamper')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const told = edits.filter((line) =>
    cellsOf(line)
      .slice(2, 5)
      .every((cell) => cell === 'told'),
  );
  return aligned([
    ['what', 'result', 'measured by'],
    [`controls of a ${tier} repository`, `${on.length}; without any one of them, its own proof fails`, '`npm test`'],
    [
      `single changes for the worse to the ${tier} templates`,
      `${grouped(caught)} of ${grouped(made)} make \`npm run verify\` fail`,
      '`npm run sabotage`',
    ],
    [
      'policy changes that change access, by the access rows alone',
      `${grouped(rows[1])} of ${grouped(String(Number(rows[1]) + Number(rows[3])))} make a row fail`,
      '`npm run rows`',
    ],
    ['kinds of grants planted in a clean repository', `${planted[2]} reported by \`verify\``, '`npm run planted`'],
    [
      'edits of the judge, proofs and workflows that would hide a wider policy',
      `${told.length} of ${edits.length} reported by \`check\`, the gate and \`fleet\``,
      '`npm run tamper`',
    ],
    [
      'AWS calls that could change what the templates create',
      `${grouped(calls)}; ${silent} without an alert, a deny or a written reason`,
      '`npm run calls`',
    ],
    [
      'kinds of hostile repositories in which our commands ran',
      `${hostile}; none of their code ran`,
      '`npm run hostile`',
    ],
  ]);
}

/** A table as `npm run format` leaves it. */
function aligned(rows: string[][]): string {
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** README with its claims as they are measured today. */
export const withClaims = (readme: string, text: string): string =>
  readme.replace(/(<!-- claims -->\n).*?(<!-- \/claims -->)/s, (_, begin, end) => `${begin}\n${text}\n\n${end}`);
