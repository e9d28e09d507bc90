import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { makeScratch, writeVariant } from '../../test/support/variant.ts';
import { shareVenv } from '../../test/support/venv.ts';
import { cache } from '../install.ts';
import type { Score } from './score.ts';

/** The test files that judge a module, where they are not the one of its name. */
const judges: Record<string, string[]> = {
  job: ['requests', 'launch'],
  model: ['train'],
  processing_job: ['requests'],
  start: ['launch'],
  training_job: ['requests'],
};
const modules = readdirSync(new URL('../../templates/ml/workload', import.meta.url))
  .filter((file) => file.endsWith('.py') && file !== '__init__.py')
  .map((file) => file.slice(0, -'.py'.length));
/** It trains in a process of its own, which takes longer than all others together. */
const slow = 'tests/test_launch.py::test_the_archive_trains_where_a_container_unpacks_it';
const preloaded = new URL('preloaded.py', import.meta.url).pathname;

/** A line of `cosmic-ray dump`: what was changed, and what came of it. */
type Line = [
  { mutations: { operator_name: string }[] },
  { test_outcome: 'killed' | 'survived' | 'incompetent'; output: string; diff: string },
];

/** Puts mutants of the workload to its own tests with cosmic-ray, in a repository that is generated for it. */
export async function mutatePython(bin: string, only = modules): Promise<Score[]> {
  const { directory: scratch, remove } = makeScratch();
  const cwd = join(writeVariant(scratch, 'mutated', { region: 'eu-west-1' }), 'ml');
  const socket = join(scratch, 'pytest');
  try {
    await shareVenv(join(cwd, '..'));
    const python = join(cwd, '.venv/bin/python');
    const server = execa(python, ['-B', preloaded, 'serve', socket], { cwd, stdio: 'inherit' });
    while (!existsSync(socket)) await Promise.race([setTimeout(200), server]);
    const scores: Score[] = [];
    for (const module of only) {
      const files = (judges[module] ?? [module]).map((name) => `tests/test_${name}.py`);
      const test = `${python} -S -E -B ${preloaded} run ${socket} -x -q --deselect ${slow} ${files.join(' ')}`;
      const result = join(
        cache,
        `mutants-${stateOf(cwd, [`workload/${module}.py`, 'tests/conftest.py', ...files])}.json`,
      );
      if (!existsSync(result)) {
        const score = await mutate(join(bin, 'cosmic-ray'), cwd, module, test);
        writeFileSync(result, JSON.stringify(score));
      }
      scores.push(JSON.parse(readFileSync(result, 'utf8')));
    }
    await execa(python, [preloaded, 'stop', socket]);
    await server;
    return scores;
  } finally {
    remove();
  }
}

/** A module whose file and tests are as they were is not put to them again. */
function stateOf(cwd: string, files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(cwd, file)));
  return hash.digest('hex').slice(0, 16);
}

async function mutate(program: string, cwd: string, module: string, test: string): Promise<Score> {
  const file = `workload/${module}.py`;
  const config = `[cosmic-ray]
module-path = "${file}"
timeout = 90.0
excluded-modules = []
test-command = "${test}"
[cosmic-ray.distributor]
name = "local"
`;
  writeFileSync(join(cwd, `${module}.toml`), config);
  const run = (...words: string[]) => execa(program, words, { cwd });
  await run('init', `${module}.toml`, `${module}.sqlite`);
  await run('baseline', `${module}.toml`);
  await run('exec', `${module}.toml`, `${module}.sqlite`);
  const { stdout } = await run('dump', `${module}.sqlite`);
  const lines = stdout.split('\n').map((line) => JSON.parse(line) as Line);
  // What does not even load fails without a test; incompetent is what cosmic-ray itself stumbled over.
  const judged = lines.filter(
    ([, { test_outcome, output }]) =>
      test_outcome !== 'incompetent' && !/while loading conftest|errors? during collection/.test(output),
  );
  const alive = judged.filter(([, { test_outcome }]) => test_outcome === 'survived');
  console.error(`ml/${file}: ${alive.length} of ${judged.length} survive`);
  return {
    file: `ml/${file}`,
    leftOut: lines.length - judged.length,
    mutants: judged.length,
    survivors: alive.flatMap(([{ mutations }, { diff }]) =>
      mutations.map(({ operator_name }) => ({
        by: 'cosmic-ray',
        rule: operator_name.replace('core/', ''),
        where: `ml/${file}: ${changeOf(diff)}`,
      })),
    ),
  };
}

/** `old → new`, from a diff of one line. */
function changeOf(diff: string): string {
  const lines = (sign: string) => diff.match(new RegExp(`^\\${sign}(?!\\${sign}).*$`, 'gm')) ?? [];
  const text = (sign: string) =>
    lines(sign)
      .map((line) => line.slice(1).trim())
      .join(' ');
  return `${text('-')} → ${text('+')}`;
}
