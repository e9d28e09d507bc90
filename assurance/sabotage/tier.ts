import { parseArgs } from 'node:util';
import { type Variant, withVariants } from '../variants.ts';
import { putToProof, type Verdicts } from './judge.ts';

/** Every operator on every resource of one tier, as JSON on stdout: run.ts starts a process for each tier. */

export interface Run extends Verdicts {
  variant: Variant;
}

process.env.CDK_VALIDATION = 'false';
const { values } = parseArgs({ options: { existing: { type: 'boolean', default: false }, tier: { type: 'string' } } });
const kinds: Variant['resources'][] = values.existing ? ['created', 'existing'] : ['created'];
const runs = await withVariants(kinds, async (variants) => {
  const done: Run[] = [];
  for (const variant of variants.filter(({ tier }) => tier === values.tier)) {
    const run = { variant, ...(await putToProof(variant.directory)) };
    const alive = run.outcomes.filter(({ killers }) => killers.length === 0);
    console.error(`${variant.tier}, ${variant.resources}: ${run.outcomes.length} in ${Math.round(run.seconds)} s`);
    for (const { sabotage } of alive) console.error(`  survives: ${sabotage.operator} ${sabotage.where}`);
    done.push(run);
  }
  return done;
});
console.log(JSON.stringify(runs));
