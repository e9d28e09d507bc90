import { existsSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import type { Score } from './score.ts';

const root = new URL('../..', import.meta.url).pathname;
const here = new URL('.', import.meta.url).pathname;

/** From 1, in the source of the file. */
interface Place {
  line: number;
  column: number;
}

interface Mutant {
  mutatorName: string;
  replacement: string;
  status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored' | 'CompileError' | 'RuntimeError';
  location: { start: Place; end: Place };
}

const judge = (...names: string[]) => names.map((name) => `templates/judge/decide/${name}.ts`);

/** What is changed, one after the other: a run that was broken off goes on where it stood. */
const areas: Record<string, string[]> = {
  tree: ['src/tree/*.ts'],
  plan: ['src/plan/*.ts'],
  answers: ['src/answers/*.ts'],
  verify: ['verify', 'prove', 'controls/check'].map((name) => `templates/infra/${name}.ts`),
  questions: judge('layers', 'decide', 'statement', 'condition'),
  texts: judge('operators', 'pattern'),
  policies: judge('policy'),
};

/** Puts mutants of our own TypeScript to its tests with Stryker, which is installed apart on first use. */
export async function mutateTypeScript(only = Object.keys(areas)): Promise<Score[]> {
  if (!existsSync(`${here}node_modules`)) {
    await execa('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stderr: 'inherit' });
  }
  const scores: Score[] = [];
  for (const area of only) scores.push(...(await mutate(area)));
  return scores;
}

/**
 * StrykerJS, "Incremental": where neither the mutant nor the tests that saw it changed since the last run, what came of
 * it stands. Without node_modules/.cache all are put to tests anew.
 */
async function mutate(area: string): Promise<Score[]> {
  const kept = `node_modules/.cache/mutants-${area}.json`;
  const words = ['run', `${here}stryker.config.json`, '--incremental', '--incrementalFile', kept];
  const stryker = `${here}node_modules/@stryker-mutator/core/bin/stryker.js`;
  const mutated = (areas[area] ?? []).join(',');
  await execa('node', [stryker, ...words, '--mutate', mutated], { cwd: root, stdout: 'ignore', stderr: 'inherit' });
  const { files } = JSON.parse(readFileSync(`${root}node_modules/.cache/mutation.json`, 'utf8')) as {
    files: Record<string, { source: string; mutants: Mutant[] }>;
  };
  return Object.entries(files).map(([file, { source, mutants }]) => {
    // A static mutant, in what a file does when it is loaded, is left out: to load all anew for each takes too long.
    const judged = mutants.filter(({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status));
    const alive = judged.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    return {
      file,
      leftOut: mutants.length - judged.length,
      mutants: judged.length,
      survivors: alive.map(({ mutatorName, replacement, location }) => ({
        by: 'Stryker',
        rule: mutatorName,
        where: `${file}: ${onOneLine(textAt(source, location))} → ${onOneLine(replacement)}`,
      })),
    };
  });
}

function textAt(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = (lines.at(-1) as string).slice(0, end.column - 1);
  lines[0] = (lines[0] as string).slice(start.column - 1);
  return lines.join('\n');
}

const onOneLine = (text: string) => text.replace(/\s+/g, ' ');
