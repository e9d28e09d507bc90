import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonJudges } from '../install.ts';
import { table, today, writePart } from '../page.ts';
import { type Reviewed, readReviewed, review, type Said } from '../reviewed.ts';
import { mutatePython } from './python.ts';
import type { Score } from './score.ts';
import { mutateTypeScript } from './typescript.ts';

/**
 * Mutants of our own code, put to its tests: `--only typescript` or `--only python` for one of the two. For work on some of
 * them: `--area tree`, `--area manifest`; then what survives is printed, and the page stays as it is.
 */

const { values } = parseArgs({ options: { only: { type: 'string' }, area: { type: 'string', multiple: true } } });

interface Language {
  title: string;
  /** What changes the code, and what judges a mutant. */
  by: string;
  leftOut: string;
  scores(areas?: string[]): Promise<Score[]>;
  owns(entry: Reviewed): boolean;
}

const isPython = ({ where }: Reviewed) => where.startsWith('ml/');
const languages: Record<'typescript' | 'python', Language> = {
  typescript: {
    title: 'Mutants of our own TypeScript',
    by: `Stryker 9.6.1 changes it one place at a time. Only tests that run in one process judge a mutant, for those that start the
program or synthesize take too long for each, so what survives here may still be caught by them. What changed since the last
run neither in its code nor in its tests keeps its verdict.`,
    leftOut:
      'What a file does when it is loaded (a table of texts, say), which Stryker calls static, is left out of the numbers.',
    scores: mutateTypeScript,
    owns: (entry) => !isPython(entry),
  },
  python: {
    title: 'Mutants of the workload',
    by: `cosmic-ray 8.7.0 changes it one place at a time. Only the tests of its own module judge a mutant, but for the one that
trains in a process of its own. A module whose code and tests are as they were keeps its verdict.`,
    leftOut: 'What no longer loads fails without a test, and is left out of the numbers.',
    scores: async (areas) => mutatePython(await pythonJudges(), areas),
    owns: isPython,
  },
};

const percent = (killed: number, mutants: number) => `${((100 * killed) / mutants).toFixed(1)} %`;
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const code = (text: string) => `\`${text.length > 120 ? `${text.slice(0, 117)}...` : text}\``;
const header = ['mutants', 'killed', 'score', 'survivors that are not explained', 'left out'];

/** Prints what came of a language's mutants and writes its part; says whether the reviewed list still fits. */
async function mutate(name: 'typescript' | 'python'): Promise<boolean> {
  const { title, by, leftOut, scores: scoresOf, owns } = languages[name];
  const scores = await scoresOf(values.area);
  const { open, stale, used } = review(
    scores.flatMap(({ survivors }) => survivors),
    readReviewed('mutants.json').filter(owns),
  );
  const row = (of: string, some: Score[]): unknown[] => {
    const mutants = sum(some.map((score) => score.mutants));
    const alive = sum(some.map(({ survivors }) => survivors.length));
    const unread = some.flatMap(({ survivors }) => survivors).filter((one) => open.includes(one)).length;
    const out = sum(some.map((score) => score.leftOut));
    return [of, mutants, mutants - alive, percent(mutants - alive, mutants), unread, out];
  };
  const folders = [...new Set(scores.map(({ file }) => dirname(file)))].map((folder) =>
    row(
      `\`${folder}\``,
      scores.filter(({ file }) => dirname(file) === folder),
    ),
  );
  const files = scores.map((score) => row(`\`${score.file}\``, [score]));
  console.error(
    [...folders, ...files, ...open.map(({ rule, where }) => [`${rule}: ${where}`])]
      .map((one) => one.join('  '))
      .join('\n'),
  );
  if (values.area) return true;
  /** By reason, which several entries may share. */
  const explained = new Map<string, Said[]>();
  for (const [{ why }, said] of used) explained.set(why, [...(explained.get(why) ?? []), ...said]);
  writePart(
    `mutate-${name}`,
    `## ${title}

\`npm run mutate -- --only ${name}\`, ${today()}. ${by}

${leftOut}

${table(['folder', ...header], folders)}

${table(['file', ...header], files)}

### Survivors that were read and stay

Each does the same as the code it replaces, or differs in what a test cannot see, for the reason given. They count as survivors
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
  return stale.length === 0;
}

for (const name of ['typescript', 'python'] as const)
  if ((values.only ?? name) === name && !(await mutate(name))) process.exitCode = 1;
