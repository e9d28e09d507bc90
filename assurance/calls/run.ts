import { tiers } from '../../src/answers/answers.ts';
import { falseAlarms } from './ordinary.ts';
import { callTable, listed } from './table.ts';

/** `npm run calls`: what becomes of each call that can reach what the templates make, and what a quiet day raises. */

const apart = new Set(listed.filter(({ reaches }) => !reaches).flatMap(({ actions }) => actions));
let silent: string[] = [];
for (const tier of tiers) {
  const rows = await callTable(tier);
  const of = (state: string) => rows.filter((row) => row.state === state);
  const reviewed = of('listed').filter(({ action }) => !apart.has(action));
  const reaching = rows.length - of('listed').filter(({ action }) => apart.has(action)).length;
  const share = ((100 * reviewed.length) / reaching).toFixed(1);
  const { calls, alarms } = await falseAlarms(tier);
  console.log(
    `${tier.padEnd(12)} ${reaching} calls: ${of('caught').length} caught, ${of('denied').length} denied, ` +
      `${reviewed.length} listed (${share} %), ${of('silent').length} silent; ` +
      `${alarms.length} false alarms in ${calls} ordinary calls`,
  );
  for (const alarm of alarms) console.log(`  false alarm: ${alarm}`);
  silent = [...silent, ...of('silent').map(({ action }) => `${tier} ${action}`)];
}
for (const each of silent) console.log(`  silent: ${each}`);
if (process.argv.includes('--table')) console.log(JSON.stringify(await callTable('restricted'), null, 1));
process.exitCode = silent.length > 0 ? 1 : 0;
