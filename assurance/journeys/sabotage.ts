import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Answers, signIns, type Tier, tiers } from '../../src/answers/answers.ts';
import { unneeded } from '../../templates/judge/prove/coverage.ts';
import { type Journey, readJourneys } from '../../templates/judge/prove/journey.ts';
import { type JudgedPlace, judgedPlaceOf, judgeJourney, rowsOfSteps } from '../../templates/judge/prove/journeys.ts';
import { type JudgedRow, judge } from '../../templates/judge/prove/judge.ts';
import { type Phrases, type Row, readRows, withControls } from '../../templates/judge/prove/row.ts';
import { assemblyOf, readAssemblies } from '../../templates/judge/read/assembly.ts';
import { type AccessModel, modelOf } from '../../templates/judge/read/model.ts';
import { differences } from '../sabotage/alone.ts';
import { type Changes, changesOf, concerned } from '../sabotage/concerned.ts';
import { open, type Repository } from '../sabotage/judge.ts';
import { sabotages } from '../sabotage/operators.ts';
import { policyOperators } from '../sabotage/policies.ts';
import { withVariants } from '../variants.ts';
import { writeJourneysPart } from './part.ts';

/** Removes or loosens each statement and each trust in turn, and asks journeys and rows: calls are read once, and only decided again where a policy that they meet has changed. Exits with 1 below 98 %, and where no journey and no row needs a statement. `--tier`, `--sign-in`: confidential and identity-center, others, or `all`; `--match REGEX`: only these; `--page`: into docs/assurance.md. */

const least = 0.98;
const loosening = ['statement-removed', 'condition-dropped', 'principal-added'];

interface Asked {
  journey: Journey;
  rows: Row[];
  /** Whether it says of a model what it does not say of the whole one. */
  isRed(now: AccessModel): boolean;
}

const { values } = parseArgs({
  options: {
    tier: { type: 'string', default: 'confidential' },
    'sign-in': { type: 'string', default: 'identity-center' },
    match: { type: 'string', default: '' },
    page: { type: 'boolean', default: false },
  },
});
const chosen = <T extends string>(all: readonly T[], given: string): T[] =>
  all.filter((one) => given === 'all' || given.split(',').includes(one));

function journeysOf({ controls, settings }: Repository, place: JudgedPlace): Asked[] {
  const project = withControls(
    settings,
    controls.map(({ declaration: { id } }) => id),
  );
  const { signIn } = settings.people;
  const list: Journey[] = controls.flatMap(({ declaration: { id }, journeys }) =>
    journeys ? readJourneys(journeys, id, project) : [],
  );
  return list.map((journey) => {
    const failures = (model: AccessModel) => judgeJourney(journey, { ...place, model }, signIn);
    const whole = failures(place.model);
    for (const failure of whole.failures) console.error(`does not hold: ${journey.id}: ${failure}`);
    return {
      journey,
      rows: rowsOfSteps(journey, signIn, place.scope),
      isRed: (now) => failures(now).failures.length > whole.failures.length,
    };
  });
}

interface KnownRow {
  row: Row;
  phrases: Phrases;
  judged: JudgedRow;
}

function rowsOf({ controls, settings }: Repository, { model, scope }: JudgedPlace): KnownRow[] {
  const project = withControls(
    settings,
    controls.map(({ declaration: { id } }) => id),
  );
  return controls.flatMap(({ declaration: { id }, rows: json }) => {
    const { rows, phrases } = readRows(json, id, project, Object.keys(model.names));
    return rows.map((row) => ({ row, phrases, judged: judge(row, phrases, model, scope) }));
  });
}

/** Whether a row refuses the model, or an allow is there that none needs. */
function rowsAreRed(known: KnownRow[], now: AccessModel, changes: Changes, repository: Repository, place: JudgedPlace) {
  const grants: JudgedRow['grants'] = [];
  for (const { row, phrases, judged } of known) {
    const again = concerned(row, changes, place.model, place.scope, repository);
    const said = again ? judge(again, phrases, now, place.scope) : judged;
    if (said.failures.length > judged.failures.length) return true;
    grants.push(...said.grants);
  }
  return now.notProven.length > place.model.notProven.length || unneeded(now, grants).length > 0;
}

function signInBy(directory: string, signIn: Answers['people']['signIn']): void {
  const file = join(directory, 'settings.json');
  const settings = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...settings, people: { ...settings.people, signIn } }));
}

async function run(directory: string, tier: string, signIn: string): Promise<boolean> {
  const started = performance.now();
  const repository = await open(directory);
  const asked = { people: 0, attacks: 0, accepted: 0, rows: 0 };
  const counts = { journeys: 0, rows: 0, equivalent: 0, survive: 0 };
  const needless: string[] = [];
  for (const whole of readAssemblies(`${directory}/cdk.out`)) {
    const place = judgedPlaceOf(whole, repository.settings as never, repository.cast);
    const journeys = journeysOf(repository, place);
    const rows = rowsOf(repository, place);
    console.log(
      `${journeys.length} journeys of ${journeys.flatMap((each) => each.rows).length} calls, ${rows.length} rows`,
    );
    for (const { journey } of journeys)
      asked[journey.by === 'people' ? 'people' : journey.accepted ? 'accepted' : 'attacks'] += 1;
    asked.rows += rows.length;
    const operators = policyOperators.filter(({ id }) => loosening.includes(id));
    for (const { operator, where, stacks } of sabotages(whole.stacks, operators)) {
      if (!new RegExp(values.match).test(`${operator} ${where}`)) continue;
      const now = modelOf([assemblyOf(stacks())]);
      if (isDeepStrictEqual(now, place.model)) continue;
      const changes = changesOf(place.model, now);
      const meets = (row: Row) => concerned(row, changes, place.model, place.scope, repository) !== undefined;
      if (journeys.some((each) => each.rows.some(meets) && each.isRed(now))) {
        counts.journeys += 1;
        continue;
      }
      if (rowsAreRed(rows, now, changes, repository, place)) {
        counts.rows += 1;
        continue;
      }
      const differs = differences(place.model, now, repository);
      counts[differs.length > 0 ? 'survive' : 'equivalent'] += 1;
      if (operator === 'statement-removed') needless.push(where);
      if (differs.length > 0) console.log(`survives: ${operator} ${where}\n    ${differs.slice(0, 2).join('\n    ')}`);
    }
  }
  const noticed = counts.journeys + counts.rows;
  const share = noticed / (noticed + counts.survive);
  for (const where of needless) console.log(`needed by no journey and no row: ${where}`);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${JSON.stringify(counts)}: ${(100 * share).toFixed(1)} % noticed, ${seconds} s`);
  const changed = noticed + counts.survive;
  if (values.page && values.match === '')
    writeJourneysPart({ tier, signIn, ...asked, changed, survive: counts.survive, seconds });
  return share >= least && needless.length === 0;
}

process.env.CDK_VALIDATION = 'false';
const holds = await withVariants(['created'], async (variants) => {
  const held: boolean[] = [];
  for (const tier of chosen<Tier>(tiers, values.tier)) {
    const { directory = '' } = variants.find((variant) => variant.tier === tier) ?? {};
    for (const signIn of chosen(signIns, values['sign-in'])) {
      console.log(`${tier}, ${signIn}`);
      signInBy(directory, signIn);
      held.push(await run(directory, tier, signIn));
    }
  }
  return held.length > 0 && held.every(Boolean);
});
process.exitCode = holds ? 0 : 1;
