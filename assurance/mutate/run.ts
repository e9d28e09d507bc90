import { parseArgs } from 'node:util';
import { installJudges } from '../install.ts';
import { table, today, writePart } from '../page.ts';
import { mutatePython, type Score } from './python.ts';
import { mutateTypeScript } from './typescript.ts';

/** Mutants of our own code, put to its tests: `--only python` or `--only typescript` for one of the two. */

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const scores: Score[] = [
  ...(values.only === 'python' ? [] : await mutateTypeScript()),
  ...(values.only === 'typescript' ? [] : await mutatePython((await installJudges()).python)),
];

const percent = ({ killed, mutants }: Score) => `${Math.floor((killed / mutants) * 100)} %`;
const survivors = scores.flatMap(({ file, survivors: alive }) => alive.map((where) => `- \`${file}\`, ${where}`));

writePart(
  'mutate',
  `## Mutants of our own code

\`npm run mutate\`, ${today()}${values.only ? `, ${values.only} alone` : ''}. Stryker 9.6.1 changes the TypeScript, cosmic-ray 8.7.0 the Python of the workload, one place at a
time; a mutant is killed when a test of that code fails. Only tests that run in one process judge the TypeScript, and only
the tests of its own module judge a Python module: tests that train, launch or synthesize for real take too long for each
mutant, so a survivor here may still be caught by them.

${table(
  ['file', 'mutants', 'killed', 'score'],
  scores.map((score) => [`\`${score.file}\``, score.mutants, score.killed, percent(score)]),
)}

### Survivors

${survivors.length > 0 ? survivors.join('\n') : 'None.'}
`,
);
console.error(scores.map((score) => `${score.file}: ${score.killed} of ${score.mutants}`).join('\n'));
