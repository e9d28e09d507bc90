import type { Tier } from '../../src/answers/answers.ts';
import { percent, table, today, writePart } from '../page.ts';
import type { Reviewed, Said } from '../reviewed.ts';
import type { AloneOutcome, Fate } from './alone.ts';

export interface RowsRun {
  tier: Tier;
  outcomes: AloneOutcome[];
}

const count = (outcomes: AloneOutcome[], fate: Fate) => outcomes.filter((outcome) => outcome.fate === fate).length;

/** Of the sabotages that change what somebody may do, how many the rows notice. */
export function shareOf(outcomes: AloneOutcome[]): number {
  return count(outcomes, 'caught') / (outcomes.length - count(outcomes, 'equivalent'));
}

export function writeRowsPart(runs: RowsRun[], used: Map<Reviewed, Said[]>): void {
  const perTier = table(
    ['tier', 'sabotages', 'caught', 'equivalent', 'survive', 'share'],
    runs.map(({ tier, outcomes }) => [
      tier,
      outcomes.length,
      count(outcomes, 'caught'),
      count(outcomes, 'equivalent'),
      count(outcomes, 'survives'),
      percent(shareOf(outcomes)),
    ]),
  );
  const ids = [...new Set(runs.flatMap(({ outcomes }) => outcomes.map(({ sabotage }) => sabotage.operator)))];
  const perOperator = table(
    ['operator', ...runs.map(({ tier }) => tier)],
    ids.map((id) => [
      `\`${id}\``,
      ...runs.map(({ outcomes }) => {
        const list = outcomes.filter(({ sabotage }) => sabotage.operator === id);
        return `${count(list, 'caught')} of ${list.length - count(list, 'equivalent')}, ${count(list, 'equivalent')} equivalent`;
      }),
    ]),
  );
  const standing = [...used].filter(([, found]) => found.length > 0);
  const survivors = table(
    ['operator', 'where', 'how often', 'why it is kept'],
    standing.map(([{ rule, where, why }, found]) => [`\`${rule}\``, where, found.length, why]),
  );
  writePart(
    'rows',
    `## Policies against the access rows alone

\`npm run rows\`, ${today()}. The policy operators of the sabotage above, and no check is asked: a sabotage counts as caught when a
row of some \`proofs.json\` fails that holds on the whole templates, or when an allow is there that no row needs.

A sabotage that no row notices is given to the comparison of two assemblies ([access-diff.md](access-diff.md)). Where it proves
no change in access, and leaves nothing unproven, the sabotage is equivalent and is counted apart: most
take a Deny from what no policy allows anyway. The comparison asks for the principals of the templates and for those whom a
resource's policy could let in; a row may ask more, and then it counts as caught. Everything else survives. The share is that of the caught among those that are not equivalent. A tier that is missing was not run yet.

${perTier}

### Operators: caught of those that change access

${perOperator}

### Survivors

${standing.length > 0 ? survivors : 'None.'}
`,
  );
}
