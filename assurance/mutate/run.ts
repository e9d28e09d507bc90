import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonJudges } from '../install.ts';
import { table, today, writePart } from '../page.ts';
import { readReviewed, review, type Said } from '../reviewed.ts';
import { mutatePython } from './python.ts';
import type { Score } from './score.ts';
import { mutateTypeScript } from './typescript.ts';

/**
 * Mutants of our own code, put to its tests. For work on some of them: `--only python --area manifest`, or
 * `--only typescript --area tree`. Then what survives is printed, and the page stays as it is.
 */

const { values } = parseArgs({ options: { only: { type: 'string' }, area: { type: 'string', multiple: true } } });
const scores: Score[] = [
  ...(values.only === 'python' ? [] : await mutateTypeScript(values.area)),
  ...(values.only === 'typescript' ? [] : await mutatePython(await pythonJudges(), values.area)),
];
const { open, stale, used } = review(
  scores.flatMap(({ survivors }) => survivors),
  readReviewed('mutants.json'),
);

const percent = (killed: number, mutants: number) => `${((100 * killed) / mutants).toFixed(1)} %`;
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
function row(name: string, some: Score[]): unknown[] {
  const mutants = sum(some.map((score) => score.mutants));
  const alive = sum(some.map(({ survivors }) => survivors.length));
  const unread = some.flatMap(({ survivors }) => survivors).filter((one) => open.includes(one)).length;
  const leftOut = sum(some.map((score) => score.leftOut));
  return [name, mutants, mutants - alive, percent(mutants - alive, mutants), unread, leftOut];
}
const header = ['', 'mutants', 'killed', 'score', 'survivors that are not explained', 'left out'];
const folders = [...new Set(scores.map(({ file }) => dirname(file)))];
const rows = {
  folder: folders.map((folder) =>
    row(
      `\`${folder}\``,
      scores.filter(({ file }) => dirname(file) === folder),
    ),
  ),
  file: scores.map((score) => row(`\`${score.file}\``, [score])),
};
const code = (text: string) => `\`${text.length > 120 ? `${text.slice(0, 117)}...` : text}\``;
/** By reason, which several entries may share. */
const explained = new Map<string, Said[]>();
for (const [{ why }, said] of used) explained.set(why, [...(explained.get(why) ?? []), ...said]);

console.error(
  [...rows.file, ...open.map(({ rule, where }) => [`${rule}: ${where}`])].map((one) => one.join('  ')).join('\n'),
);
if (values.only === undefined) {
  writePart(
    'mutate',
    `## Mutants of our own code

\`npm run mutate\`, ${today()}. Stryker 9.6.1 changes the TypeScript and cosmic-ray 8.7.0 the Python of the workload, one place
at a time; a mutant is killed when a test fails. Only tests that run in one process judge the TypeScript, and only the tests
of its own module judge a Python module. Tests that start the program, synthesize or train for real take too long for each
mutant, so what survives here may still be caught by them. What was judged before and changed since neither in its code nor in
its tests keeps its verdict (Stryker's incremental mode; a module at a time in Python).

Left out of the numbers: in TypeScript what a file does when it is loaded (a table of texts, say), which Stryker calls static;
in Python what no longer loads, which fails without a test.

${table(['folder', ...header.slice(1)], rows.folder)}

${table(['file', ...header.slice(1)], rows.file)}

### Survivors that were read and stay

Each does the same as what stands there, or differs in what a test cannot see, for the reason given. They count as survivors
above. An entry of \`assurance/mutants.json\` that no survivor fits any more fails the run.

${table(
  ['reason', 'survivors', 'for example'],
  [...explained].map(([why, said]) => [why, said.length, code(said[0]?.where ?? '')]),
)}

### Survivors that are not explained

${open.length > 0 ? open.map(({ rule, where }) => `- ${rule}, ${code(where)}`).join('\n') : 'None.'}
`,
  );
  for (const { where } of stale) console.error(`assurance/mutants.json: nothing is as ${where} any more`);
  process.exitCode = stale.length > 0 ? 1 : 0;
}
