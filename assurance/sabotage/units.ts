import { parseArgs } from 'node:util';
import { type Tier, tiers } from '../../src/answers/answers.ts';
import { makeScratch, writeVariant } from '../../test/support/variant.ts';
import { unitsOf } from '../../test/units/samples.ts';
import { open, putToProof } from './judge.ts';
import { sabotages } from './operators.ts';

/** Every operator on what units bring, and on nothing that is there without them; exits with 1 below 95 %. */

const least = 0.95;

process.env.CDK_VALIDATION = 'false';
const { values } = parseArgs({
  options: { tier: { type: 'string', multiple: true, default: ['confidential'] }, kind: { type: 'string' } },
});
const scratch = makeScratch();
try {
  for (const sensitivity of tiers.filter((tier: Tier) => values.tier.includes(tier))) {
    const answers = { region: 'eu-west-1', sensitivity, network: 'create', repository: 'acme/ml' } as const;
    const { assemblies } = await open(writeVariant(scratch.directory, `${sensitivity}-without`, answers));
    const there = new Set(
      assemblies.flatMap(({ stacks }) => [...sabotages(stacks)].map(({ operator, where }) => `${operator} ${where}`)),
    );
    const units = unitsOf(answers).filter(({ kind }) => !values.kind || kind === values.kind);
    const directory = writeVariant(scratch.directory, `${sensitivity}-with`, answers, units);
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
    if (outcomes.length === 0 || share < least) process.exitCode = 1;
  }
} finally {
  scratch.remove();
}
