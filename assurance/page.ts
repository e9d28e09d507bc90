import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../docs/assurance.md', import.meta.url);

const head = `# Assurance

What others' tools say of generated repositories, and whether our own proofs would notice. Each part below is written by the
run that it names, and by nothing else; \`npm run judge\`, \`npm run sabotage\`, \`npm run sabotage:units\`, \`npm run rows\`, \`npm run journeys:sabotage -- --page\`,
\`npm run mutate\`, \`npm run deployability\`, \`npm run road\`, \`npm run hostile\`,
\`npm run planted\`, \`npm run tamper\`, \`npm run corpus\`, \`npm run calls\`, \`npm run rehearsal\`, \`npm run rehearsal:units\` and \`npm run users\` renew them.
`;

const parts = [
  'judge',
  'sabotage',
  'sabotage:units',
  'rows',
  'journeys',
  'mutate-typescript',
  'mutate-python',
  'deployability',
  'road',
  'hostile',
  'planted',
  'tamper',
  'corpus',
  'calls',
  'rehearsal',
  'rehearsal:units',
  'users',
] as const;

/** A part as a page has it. */
export const bodyOf = (part: (typeof parts)[number], page: string) =>
  new RegExp(`<!-- ${part} -->\n(.*)\n<!-- /${part} -->`, 's').exec(page)?.[1];

/** A part as the page has it, empty where it has none. */
export const readPart = (part: (typeof parts)[number]): string =>
  (existsSync(file) && bodyOf(part, readFileSync(file, 'utf8'))) || '';

/** Puts a run's part into docs/assurance.md and leaves the others as their runs wrote them. */
export function writePart(part: (typeof parts)[number], text: string): void {
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const bodies = parts.map((id) => {
    const body = id === part ? text.trim() : bodyOf(id, old);
    return `<!-- ${id} -->\n${body ?? `\`npm run ${id.split('-')[0]}\` has not been run yet.`}\n<!-- /${id} -->\n`;
  });
  writeFileSync(file, [head, ...bodies].join('\n'));
}

/** The cells of a table's line. */
export const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((text) => text.trim());

/** The rows of a part's table by tier and one thing more, with this run's in the place of the older one of the same two. */
export function renewed(part: (typeof parts)[number], row: unknown[]): string[][] {
  const now = row.map(String);
  const others = readPart(part)
    .split('\n')
    .filter((line) => /^\| (public|internal|confidential|restricted) /.test(line))
    .map(cellsOf)
    .filter(([tier, what]) => tier !== now[0] || what !== now[1]);
  return [...others, now].toSorted((a, b) => `${a}`.localeCompare(`${b}`));
}

const cell = (value: unknown) => String(value).replaceAll('|', '\\|').replaceAll('\n', ' ');

export function table(header: string[], rows: unknown[][]): string {
  const line = (cells: unknown[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A share of one, never rounded up. */
export const percent = (part: number): string => `${(Math.floor(part * 1000) / 10).toFixed(1)} %`;

export const today = (): string => new Date().toISOString().slice(0, 10);
