import { existsSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import type { Score } from './python.ts';

const root = new URL('../..', import.meta.url).pathname;
const here = new URL('.', import.meta.url).pathname;

interface Mutant {
  mutatorName: string;
  status: string;
  location: { start: { line: number } };
}

/** Puts mutants of our own TypeScript to its tests with Stryker, which is installed apart on first use. */
export async function mutateTypeScript(): Promise<Score[]> {
  if (!existsSync(`${here}node_modules`)) {
    await execa('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stderr: 'inherit' });
  }
  const stryker = `${here}node_modules/@stryker-mutator/core/bin/stryker.js`;
  await execa('node', [stryker, 'run', `${here}stryker.config.json`], {
    cwd: root,
    stdout: 'ignore',
    stderr: 'inherit',
  });
  const { files } = JSON.parse(readFileSync(`${root}node_modules/.cache/mutation.json`, 'utf8')) as {
    files: Record<string, { mutants: Mutant[] }>;
  };
  return Object.entries(files).map(([file, { mutants }]) => {
    const judged = mutants.filter(({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status));
    const alive = judged.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    return {
      file,
      mutants: judged.length,
      killed: judged.length - alive.length,
      survivors: alive.map(({ mutatorName, location }) => `line ${location.start.line}: ${mutatorName}`),
    };
  });
}
