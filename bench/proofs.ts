import { withVariants } from '../assurance/variants.ts';
import { type Contestant, median, once, type Sample } from './start/measure.ts';

/**
 * What the proofs of a generated repository add to its synth: `npm run bench:proofs [ROUNDS [TIER...]]`. Each is a
 * process of its own, started as `npm run synth`, `npm run verify` and the vitest of `npm test` start it; all in turn, medians.
 */
const [rounds = 5, ...chosen] = process.argv.slice(2);
const node = (...words: string[]): Contestant => ({ name: words.join(' '), command: [process.execPath, ...words] });
const programs = {
  node: node('-e', '0'),
  synth: node('--import', 'tsx', 'infra/app.ts'),
  proofs: node('--import', 'tsx', 'infra/verify.ts'),
  vitest: node('node_modules/vitest/vitest.mjs', 'run'),
};
type Program = keyof typeof programs;

const inWords = (samples: Sample[]) =>
  `${Math.round(median(samples.map(({ cpu }) => cpu)))} ms (${Math.round(median(samples.map(({ wall }) => wall)))} ms wall)`;

await withVariants(['created'], async (variants) => {
  for (const { tier, directory } of variants.filter(({ tier }) => chosen.length === 0 || chosen.includes(tier))) {
    const samples: Record<Program, Sample[]> = { node: [], synth: [], proofs: [], vitest: [] };
    // The first round, in which tsx has yet to read the files, is not counted.
    for (let round = 0; round <= Number(rounds); round++) {
      for (const [name, program] of Object.entries(programs) as [Program, Contestant][]) {
        const sample = once(program, directory);
        if (round > 0) samples[name].push(sample);
      }
    }
    const { node, synth, proofs, vitest } = samples;
    console.log(
      `${tier.padEnd(12)} proofs add ${inWords(proofs)} to a synth of ${inWords(synth)}; ` +
        `as tests of vitest ${inWords(vitest)}; node -e 0 takes ${inWords(node)}`,
    );
  }
});
