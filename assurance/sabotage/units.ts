import { parseArgs } from 'node:util';
import { type Tier, tiers } from '../../src/answers/answers.ts';
import { templates } from '../../src/package.ts';
import { readKinds } from '../../src/units/kind.ts';
import { makeScratch, writeVariant } from '../../test/support/variant.ts';
import { makeReady } from '../../test/units/ready.ts';
import { unitsOf } from '../../test/units/samples.ts';
import { percent, renewed, table, today, writePart } from '../page.ts';
import { open, putToProof } from './judge.ts';
import { sabotages } from './operators.ts';

/** Every operator on what units bring, and on nothing that is there without them; exits with 1 below 95 %. */

const least = 0.95;

process.env.CDK_VALIDATION = 'false';
const { values } = parseArgs({
  options: { tier: { type: 'string', multiple: true, default: ['confidential'] }, kind: { type: 'string' } },
});
const header = ['tier', 'kind', 'sabotages', 'caught', 'share', 'on'];

/** A run of one kind at one tier writes its own row. */
function writeRow(tier: string, caught: number, all: number): void {
  const kind = values.kind ?? 'all together';
  const row = [tier, kind, all, caught, percent(caught / all), today()];
  writePart(
    'sabotage:units',
    `## Sabotage of units

\`npm run sabotage:units -- --kind KIND\`. The operators of the sabotage above on what units of one kind bring, and on nothing that is
there without them. A row is written by the run of its day.

${table(header, renewed('sabotage:units', row))}
`,
  );
}

const kinds = readKinds(templates);
const scratch = makeScratch();
try {
  for (const sensitivity of tiers.filter((tier: Tier) => values.tier.includes(tier))) {
    const answers = { region: 'eu-west-1', sensitivity, network: 'create', repository: 'acme/ml' } as const;
    const all = unitsOf(answers);
    const units = all.filter(({ kind }) => !values.kind || kind === values.kind);
    // What a unit names (a schedule its pipeline) has to be there, and is not what is sabotaged.
    const named = new Set(
      kinds.flatMap(({ kind, asks }) => (kind === values.kind ? asks.flatMap(({ of }) => of ?? []) : [])),
    );
    const beside = all.filter(({ kind }) => named.has(kind));
    const without = writeVariant(scratch.directory, `${sensitivity}-without`, answers, beside);
    makeReady(without);
    const { assemblies } = await open(without);
    const there = new Set(
      assemblies.flatMap(({ stacks }) => [...sabotages(stacks)].map(({ operator, where }) => `${operator} ${where}`)),
    );
    const directory = writeVariant(scratch.directory, `${sensitivity}-with`, answers, [...beside, ...units]);
    makeReady(directory);
    const { outcomes, seconds } = await putToProof(
      directory,
      ({ operator, where }) => !there.has(`${operator} ${where}`),
    );
    const alive = outcomes.filter(({ killers }) => killers.length === 0);
    const share = (outcomes.length - alive.length) / outcomes.length;
    for (const { sabotage } of alive) console.log(`  survives: ${sabotage.operator} ${sabotage.where}`);
    console.log(
      `${sensitivity}: ${outcomes.length - alive.length} of ${outcomes.length} caught (${(share * 100).toFixed(1)} %) in ${Math.round(seconds)} s`,
    );
    writeRow(sensitivity, outcomes.length - alive.length, outcomes.length);
    if (outcomes.length === 0 || share < least) process.exitCode = 1;
  }
} finally {
  scratch.remove();
}
