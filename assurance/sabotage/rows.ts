import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { type Tier, tiers } from '../../src/answers/answers.ts';
import { eachApart } from '../apart.ts';
import { readReviewed, review } from '../reviewed.ts';
import { withVariants } from '../variants.ts';
import { type AloneOutcome, type Fate, putToRows } from './alone.ts';
import { type RowsRun, shareOf, writeRowsPart } from './rows-part.ts';

/** Sabotages every policy of every tier, a process for each, and asks the access rows alone; exits with 1 below 98 % or where a survivor is not reviewed. `--tier`: of one, printed only; `--match REGEX`: only sabotages whose name it fits; `--json`: outcomes on stdout. `--from FILE`: the page from such outcomes, the last of each sabotage, instead of a run. */

const least = 0.98;

process.env.CDK_VALIDATION = 'false';
const { values } = parseArgs({
  options: {
    tier: { type: 'string' },
    match: { type: 'string', default: '' },
    json: { type: 'boolean' },
    from: { type: 'string', multiple: true },
  },
});

const nameOf = ({ sabotage }: AloneOutcome) => `${sabotage.operator} ${sabotage.where}`;

async function run(tier: Tier): Promise<RowsRun> {
  const wanted = new RegExp(values.match);
  let put = 0;
  const outcomes = await withVariants(['created'], (variants) =>
    putToRows(
      variants.find((variant) => variant.tier === tier)?.directory ?? '',
      (name) => wanted.test(name),
      (outcome) => {
        put += 1;
        if (put % 100 === 0) console.error(`${tier}: ${put} put`);
        if (outcome.fate !== 'survives') return;
        console.error(`${tier}: ${nameOf(outcome)}\n    ${outcome.differs.slice(0, 3).join('\n    ')}`);
      },
    ),
  );
  const of = (fate: Fate) => outcomes.filter((outcome) => outcome.fate === fate).length;
  console.error(`${tier}: ${of('caught')} caught, ${of('equivalent')} equivalent, ${of('survives')} survive`);
  return { tier, outcomes };
}

async function apart(tier: Tier): Promise<RowsRun> {
  const file = fileURLToPath(import.meta.url);
  const { stdout } = await execa('npx', ['tsx', file, '--tier', tier, '--json'], { stderr: 'inherit', maxBuffer: 1e8 });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as RowsRun;
}

function together(files: string[]): RowsRun[] {
  const parts = files.map((file) => JSON.parse(readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? '') as RowsRun);
  return tiers.flatMap((tier) => {
    const outcomes = parts.filter((part) => part.tier === tier).flatMap((part) => part.outcomes);
    const last = new Map(outcomes.map((outcome) => [nameOf(outcome), outcome]));
    return last.size > 0 ? [{ tier, outcomes: [...last.values()] }] : [];
  });
}

if (values.tier) {
  const done = await run(values.tier as Tier);
  if (values.json) console.log(JSON.stringify(done));
} else {
  const runs = values.from ? together(values.from) : await eachApart(tiers, apart);
  const survivors = runs.flatMap(({ outcomes }) =>
    outcomes
      .filter(({ fate }) => fate === 'survives')
      .map(({ sabotage }) => ({ by: 'rows', rule: sabotage.operator, where: sabotage.where })),
  );
  const { open, stale, used } = review(survivors, readReviewed('rows-survivors.json'));
  writeRowsPart(runs, used);
  for (const { rule, where } of open) console.error(`not reviewed: ${rule} ${where}`);
  for (const { rule, where } of stale) console.error(`stale in rows-survivors.json: ${rule} ${where}`);
  const low = runs.filter(({ outcomes }) => shareOf(outcomes) < least);
  for (const { tier } of low) console.error(`${tier}: below ${100 * least} %`);
  process.exitCode = low.length + open.length + stale.length > 0 ? 1 : 0;
}
