import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { type Tier, tiers } from '../../src/answers/answers.ts';
import { eachApart } from '../apart.ts';
import { percent, table, today, writePart } from '../page.ts';
import { readReviewed, review } from '../reviewed.ts';
import type { Outcome } from './judge.ts';
import type { Run } from './tier.ts';

/** Every operator on every resource of every tier, a process for each (`--existing`: also with what exists already; `--tier`: of one); exits with 1 below 95 % or where a survivor is not reviewed. */

const least = 0.95;

const { values } = parseArgs({
  options: {
    existing: { type: 'boolean', default: false },
    tier: { type: 'string', multiple: true },
  },
});
const chosen = (values.tier ?? tiers) as readonly Tier[];

async function ofTier(tier: Tier): Promise<Run[]> {
  const file = fileURLToPath(new URL('tier.ts', import.meta.url));
  const words = ['tsx', file, '--tier', tier, ...(values.existing ? ['--existing'] : [])];
  const { stdout } = await execa('npx', words, { stderr: 'inherit', maxBuffer: 1e9 });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as Run[];
}

const runs = (await eachApart(chosen, ofTier)).flat();

const survived = ({ killers }: Outcome) => killers.length === 0;
const outcomes = runs.flatMap((run) => run.outcomes.map((outcome) => ({ ...outcome, variant: run.variant })));
const survivors = outcomes.filter(survived).map(({ sabotage, variant }) => ({
  by: variant.tier,
  rule: sabotage.operator,
  where: sabotage.where,
}));
const anyTier = survivors.map((one) => ({ ...one, by: 'sabotage' }));
const { open, stale, used } = review(anyTier, readReviewed('survivors.json'));

const share = (list: Outcome[]) => list.filter((one) => !survived(one)).length / list.length;
const perTier = table(
  ['tier', 'resources', 'sabotages', 'caught', 'share', 'decided by access rows', 'seconds'],
  runs.map(({ variant, outcomes: list, decided, seconds }) => [
    variant.tier,
    variant.resources,
    list.length,
    list.filter((one) => !survived(one)).length,
    percent(share(list)),
    decided,
    Math.round(seconds),
  ]),
);

const operatorIds = [...new Set(outcomes.map(({ sabotage }) => sabotage.operator))];
const count = (list: Outcome[]) => `${list.filter((one) => !survived(one)).length} of ${list.length}`;
const perOperator = table(
  ['operator', ...chosen],
  operatorIds.map((id) => [
    `\`${id}\``,
    ...chosen.map((tier) => {
      const list = outcomes.filter(({ sabotage, variant }) => sabotage.operator === id && variant.tier === tier);
      return list.length > 0 ? count(list) : '';
    }),
  ]),
);

const controls = [...new Set(outcomes.flatMap(({ killers }) => killers))].sort();
const perControl = table(
  ['control', 'catches', 'alone'],
  controls.map((id) => [
    `\`${id}\``,
    outcomes.filter(({ killers }) => killers.includes(id)).length,
    outcomes.filter(({ killers }) => killers.length === 1 && killers[0] === id).length,
  ]),
);

const survivorRows = [...used].filter(([, found]) => found.length > 0);
const survivorTable =
  survivorRows.length > 0
    ? table(
        ['operator', 'where', 'how often', 'why it stands'],
        survivorRows.map(([{ rule, where, why }, found]) => [`\`${rule}\``, where, found.length, why]),
      )
    : 'None.';

writePart(
  'sabotage',
  `## Sabotage

\`npm run sabotage\`, ${today()}. Each operator changes one thing in the synthesized templates of a repository, and everything
that \`npm run verify\` runs is put to the result. A sabotage counts as caught when a check or an access row fails that holds
on the whole templates. An operator knows kinds of CloudFormation properties, not our resources.

Checks run on every sabotage. Access rows see nothing but the access model (roles, policies, endpoints, names); where the
model is the same as before, so is their verdict, and where a check has failed already the sabotage is caught. So they run on
the rest only; the table says how many that were.

${perTier}

### Operators: caught of made

${perOperator}

### What catches

A sabotage is often caught by more than one control; "alone" counts those that no other control saw. \`assembly\` means that
the templates no longer fit together, \`access\` that an allow is there which no row needs.

${perControl}

### Survivors

${survivorTable}
`,
);

const low = runs.filter(({ outcomes: list }) => share(list) < least);
for (const { variant } of low) console.error(`${variant.tier}, ${variant.resources}: below ${percent(least)}`);
for (const { rule, where } of open) console.error(`not reviewed: ${rule} ${where}`);
for (const { rule, where } of stale) console.error(`stale in survivors.json: ${rule} ${where}`);
console.error(`${outcomes.filter((one) => !survived(one)).length} of ${outcomes.length} caught`);
process.exitCode = low.length + open.length + stale.length > 0 ? 1 : 0;
