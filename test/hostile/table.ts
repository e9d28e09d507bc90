import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table, writePart } from '../../assurance/page.ts';
import { root } from '../program.ts';

/** What became of one command in one kind of repository. */
export interface Tried {
  row: string;
  command: string;
  outcome: string;
}

/** The page's part: a row for each group of kinds, a column for each command, every outcome that occurred. */
export function partOf(tried: readonly Tried[], kinds: number): string {
  const commands = [...new Set(tried.map(({ command }) => command))];
  const rows = [...new Set(tried.map(({ row }) => row))].map((row) => [
    row,
    ...commands.map((command) => {
      const outcomes = tried.filter((one) => one.row === row && one.command === command).map(({ outcome }) => outcome);
      return [...new Set(outcomes)].sort().join('; ');
    }),
  ]);
  return `## In a repository that somebody else wrote

\`npm run hostile\`; a part of it is in \`npm test\`, and compared with this page. ${kinds} kinds of hostile repositories, each with a canary in every place that
could run (programs in node_modules, packages, scripts, hooks, drivers and programs of git's configuration, the repository's own
code) and a registry that would be sent a variable, and the commands that a reviewer runs in them. Over all: nothing ran, nothing was
sent, nothing but the named output changed, nothing was left in the temporary folder, no run took 10 s, none ended with another exit
than 0, 1 or 2; and where something could hide an edit, \`check\` or \`diff\` told it. A cell says how they ended: the exit code, and why it
was refused. An overlay that is hostile is in
\`test/overlay/hostile.test.ts\` and \`test/overlay/kinds.test.ts\`.

${table(['in the repository', ...commands.map((command) => `\`${command}\``)], rows)}`;
}

/** Renews the part of docs/assurance.md. */
export function write(part: string): void {
  writePart('hostile', part);
}

/** The outcomes that the page has for a row and a command. */
export function writtenFor(row: string, command: string): string[] {
  const page = readFileSync(join(root, 'docs/assurance.md'), 'utf8');
  const part = /<!-- hostile -->\n(.*)\n<!-- \/hostile -->/s.exec(page)?.[1] ?? '';
  const [head = [], ...rows] = [...part.matchAll(/^\| (.*) \|$/gm)].map(([, cells = '']) => cells.split(' | '));
  const column = head.indexOf(`\`${command}\``);
  return rows.find(([first]) => first === row)?.[column]?.split('; ') ?? [];
}
