import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { exits, Road, type Row } from './steps.ts';

/** The steps that a stand-in without IAM, jobs and events can answer, and what has to come of each. */
const reached: Record<string, 'as claimed' | 'seen'> = {
  bootstrap: 'as claimed',
  'name-taken': 'as claimed',
  'failed-first-try': 'as claimed',
  'second-try': 'as claimed',
  doctor: 'as claimed',
  'no-change': 'as claimed',
  'secret-tag': 'as claimed',
  'trail-role-condition': 'seen',
  'key-caller-account': 'seen',
  destroy: 'as claimed',
  'deploy-again': 'as claimed',
};

interface Finding {
  step: string;
  claim: string;
  result: string;
  output: string;
}

/** The live test as it is typed, in the steps that the stand-in reaches. */
export async function liveTested(cwd: string, { env }: Account, keep: (rows: Row[]) => void): Promise<void> {
  const rows: Row[] = [];
  const road = new Road(cwd, env, keep, rows);
  const only = Object.keys(reached).map((id) => `--only ${id}`);
  await road.run('npm run live-test -- --dry-run', 'prints every step and starts nothing', exits(0, /deploy-again: /));
  await road.run(`npm run live-test -- --confirm my-ml ${only.join(' ')}`, 'went as far as this:', exits(0));
  const { findings } = JSON.parse(readFileSync(join(cwd, 'live-test.json'), 'utf8')) as { findings: Finding[] };
  for (const { step, claim, result, output } of findings) {
    assert.equal(result, reached[step], `${step}: ${output}`);
    rows.push([step, `${result}: ${claim}`]);
  }
  assert.equal(findings.length, only.length);
  keep(rows);
}
