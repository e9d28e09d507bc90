import { parseArgs } from 'node:util';
import type { Tier } from '../../src/answers/answers.ts';
import { table, today, writePart } from '../page.ts';
import { accessFailures, checkFailures, fileIn, killersIn, open } from '../sabotage/judge.ts';
import { withVariants } from '../variants.ts';
import { runners } from './held.ts';
import { indirect } from './indirect.ts';
import { type Kind, type Way, ways } from './kind.ts';
import { kinds as grants } from './kinds.ts';
import { type Noticed, planted } from './plant.ts';

/**
 * One grant at a time, of every kind, into clean assemblies of generated repositories: the matrix, the comparison, the
 * report and verify have to show each, as wider or as not proven. Exits with 1 where one does not. `--tier` takes one.
 */
interface Verdict extends Noticed {
  tier: string;
  verify: boolean;
  report: boolean;
  asked: readonly Way[];
}

process.env.CDK_VALIDATION = 'false';
const { values } = parseArgs({ options: { tier: { type: 'string', multiple: true } } });
const kinds: Kind[] = [...grants, ...indirect, ...runners];
const tiers = (values.tier ?? ['internal', 'confidential']) as Tier[];

const verdicts = await withVariants(['created'], async (variants) => {
  const found: Verdict[] = [];
  for (const { tier, directory } of variants.filter((variant) => tiers.includes(variant.tier))) {
    const started = performance.now();
    const { assemblies, settings, cast, enabled, controls, proveAccess, rowsOf, readAssemblies } =
      await open(directory);
    const checks = Object.fromEntries(
      controls.map((control) => [
        control.declaration.id,
        control.checks({ settings, enabled, file: fileIn(directory) }),
      ]),
    );
    const rows = controls.map(rowsOf);
    const checked = (all: typeof assemblies) => all.flatMap((assembly) => checkFailures(assembly, checks));
    const proven = (all: typeof assemblies) =>
      all.flatMap((assembly) => accessFailures(proveAccess(assembly, rows, settings, cast)));
    const clean = new Set([...checked(assemblies), ...proven(assemblies)]);
    const verified = new Map<string, boolean>();
    const noticed = planted(`${directory}/cdk.out`, kinds, (assembly, { name }) => {
      const all = readAssemblies(assembly);
      // Rows take the most time: they are asked where no check has refused it.
      const isRefused = [checked, proven].some((failuresOf) => killersIn(failuresOf(all), clean).length > 0);
      verified.set(name, isRefused);
    });
    for (const each of noticed) {
      const verify = verified.get(each.kind) === true;
      // The report is the matrix, what is not proven, and every sentence of verify.
      const asked = kinds.find(({ name }) => name === each.kind)?.ways ?? ways;
      const shown = { ...each, verify, report: verify && (each.matrix || !asked.includes('matrix')) };
      found.push({ ...shown, tier, asked: tier === 'internal' && asked !== ways ? [] : asked });
    }
    console.error(`${tier}: ${noticed.length} in ${Math.round((performance.now() - started) / 1000)} s`);
  }
  return found;
});

const missed = verdicts.filter((verdict) => !verdict.asked.every((way) => verdict[way]));
for (const { tier, kind, ...each } of missed) {
  console.error(`missed at ${tier}: ${kind} by ${each.asked.filter((way) => !each[way]).join(', ')}`);
}
const count = (tier: string, way: (typeof ways)[number]) => {
  const all = verdicts.filter((verdict) => verdict.tier === tier && verdict.asked.includes(way));
  return `${all.filter((verdict) => verdict[way]).length} of ${all.length}`;
};
writePart(
  'planted',
  `## Planted grants

\`npm run planted\` put ${kinds.length} kinds of grant, one at a time, into the first template of clean repositories on ${today()}: nested
stacks, transforms, managed policies, resource policies, shares; and what runs code or opens a way (${runners.length}), which is not a grant and which
verify has to refuse from confidential up. Shown, as wider or as not proven:

${table(
  ['tier', ...ways],
  tiers.map((tier) => [tier, ...ways.map((way) => count(tier, way))]),
)}
`,
);
process.exitCode = missed.length > 0 ? 1 : 0;
