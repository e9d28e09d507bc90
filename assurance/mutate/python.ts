import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { makeScratch, writeVariant } from '../../test/support/variant.ts';
import { shareVenv } from '../../test/support/venv.ts';

/** Modules with the tests that judge them; those that train or launch for real take too long for a test a mutant. */
const modules = ['manifest', 'secrets', 'settings'];

export interface Score {
  file: string;
  mutants: number;
  killed: number;
  survivors: string[];
}

interface Job {
  module_path: string;
  operator_name: string;
  start_pos: [number, number];
}

/** Puts mutants of the workload to its own tests with cosmic-ray, in a repository that is generated for it. */
export async function mutatePython(bin: string): Promise<Score[]> {
  const { directory: scratch, remove } = makeScratch();
  try {
    const directory = writeVariant(scratch, 'mutated', { region: 'eu-west-1' });
    await shareVenv(directory);
    const scores: Score[] = [];
    for (const module of modules) scores.push(await mutate(bin, directory, module));
    return scores;
  } finally {
    remove();
  }
}

async function mutate(bin: string, directory: string, module: string): Promise<Score> {
  const cwd = join(directory, 'ml');
  const file = `workload/${module}.py`;
  const config = [
    '[cosmic-ray]',
    `module-path = "${file}"`,
    'timeout = 60.0',
    'excluded-modules = []',
    `test-command = ".venv/bin/python -B -m pytest -x -q tests/test_${module}.py"`,
    '[cosmic-ray.distributor]',
    'name = "local"',
    '',
  ].join('\n');
  writeFileSync(join(cwd, `${module}.toml`), config);
  const run = (...words: string[]) => execa(join(bin, 'cosmic-ray'), words, { cwd });
  await run('init', `${module}.toml`, `${module}.sqlite`);
  await run('baseline', `${module}.toml`);
  await run('exec', `${module}.toml`, `${module}.sqlite`);
  const { stdout } = await run('dump', `${module}.sqlite`);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as [{ mutations: Job[] }, { test_outcome: string }]);
  const alive = lines.filter(([, result]) => result.test_outcome === 'survived');
  return {
    file: `ml/${file}`,
    mutants: lines.length,
    killed: lines.length - alive.length,
    survivors: alive.flatMap(([{ mutations }]) =>
      mutations.map(({ operator_name, start_pos: [line] }) => `line ${line}: ${operator_name.replace('core/', '')}`),
    ),
  };
}
