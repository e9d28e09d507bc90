import { parseArgs } from 'node:util';
import { type Tier, tiers } from '../../src/answers/answers.ts';
import { percent, table, today, writePart } from '../page.ts';
import { blind } from './blinded.ts';
import { falseAlarms } from './ordinary.ts';
import { callTable, listed } from './table.ts';

/**
 * `npm run calls`: what becomes of each call that can reach what the templates make, what a quiet day raises, and
 * whether the proofs notice each part of detection that is removed or narrowed (`--blind`, of `--tier`: some minutes a
 * tier). With `--page` it writes its part of docs/assurance.md.
 */

const least = 0.98;
const { values } = parseArgs({
  options: {
    blind: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
    tier: { type: 'string', multiple: true },
  },
});
const chosen = (values.tier ?? tiers) as readonly Tier[];

const apart = new Set(listed.filter(({ reaches }) => !reaches).flatMap(({ actions }) => actions));
const calls = await Promise.all(
  tiers.map(async (tier) => {
    const rows = (await callTable(tier)).filter(({ action, state }) => state !== 'listed' || !apart.has(action));
    const of = (state: string) => rows.filter((row) => row.state === state).length;
    const silent = rows.filter(({ state }) => state === 'silent').map(({ action }) => action);
    return { tier, made: rows.length, caught: of('caught'), denied: of('denied'), listed: of('listed'), silent };
  }),
);
const days = await Promise.all(tiers.map((tier) => falseAlarms(tier)));
const told = tiers.map((tier, index) => {
  const { made, caught, denied, listed: reviewed, silent } = calls[index] as (typeof calls)[number];
  const { calls: ordinary, alarms } = days[index] as (typeof days)[number];
  const share = `${reviewed} (${((100 * reviewed) / made).toFixed(1)} %)`;
  return [tier, made, caught, denied, share, silent.length, ordinary, alarms.length];
});
const head = ['tier', 'calls', 'caught', 'denied', 'listed', 'silent', 'calls of an ordinary day', 'false alarms'];
const callsTable = table(head, told);
console.log(callsTable);
for (const { tier, silent } of calls) for (const action of silent) console.log(`silent: ${tier} ${action}`);
for (const { alarms } of days) for (const alarm of alarms) console.log(`false alarm: ${alarm}`);
if (values.table) console.log(JSON.stringify(await callTable('restricted'), null, 1));

const blinded = values.blind ? await blind(chosen) : [];
/** What each of the kinds of answers is about (assurance/variants.ts). */
const words = {
  existing: 'buckets, network, topic, trail and detector are there',
  locked: 'a locked copy, a network that is there',
  alone: 'no other region, every kind of channel',
};
const named = ({ tier, answers }: (typeof blinded)[number]) => (answers ? `${tier}: ${words[answers]}` : tier);
const found = ({ made, survivors }: (typeof blinded)[number]) => made - survivors.length;
const blindTable = table(
  ['tier', 'sabotages', 'found', 'share'],
  blinded.map((one) => [named(one), one.made, found(one), percent(found(one) / one.made)]),
);
if (values.blind) console.log(`\n${blindTable}`);
for (const one of blinded) {
  for (const { operator, where } of one.survivors) console.log(`not found: ${named(one)} ${operator} ${where}`);
}
const kinds = [...new Set(blinded.flatMap(({ perKind }) => [...perKind.keys()]))].sort();
const perKind = table(
  ['kind', ...blinded.map(({ tier, answers }) => answers ?? tier)],
  kinds.map((kind) => [
    `\`${kind}\``,
    ...blinded.map(({ perKind: of }) => (of.has(kind) ? `${of.get(kind)?.found} of ${of.get(kind)?.made}` : '')),
  ]),
);

if (values.page) {
  writePart(
    'calls',
    `## Detection

\`npm run calls -- --blind --page\`, ${today()}. A call is an action of the Service Authorization data that writes, tags or
sets permissions and can reach what the templates make, by a stranger of the account: *caught* by a rule or a filter,
*denied* by the organization's policy, or *listed* with a reason in \`assurance/calls/listed.json\`. A false alarm is an alert
on a call of an ordinary day: a deployment, the way from data to a registered model, rotation, another team.

${callsTable}

A sabotage removes or narrows one part of what records, finds or tells (rule, pattern, target, filter, alarm, subscription,
feature, selector, log group, queue). It is found where a check or an access row fails that holds on the whole templates.

${blindTable}

${perKind}
`,
  );
}
const low = blinded.filter((one) => found(one) / one.made < least);
const wrong = calls.flatMap(({ silent }) => silent).length + days.flatMap(({ alarms }) => alarms).length + low.length;
process.exitCode = wrong > 0 ? 1 : 0;
