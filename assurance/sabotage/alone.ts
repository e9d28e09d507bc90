import { isDeepStrictEqual } from 'node:util';
import type { ModelFinding } from '../../templates/judge/compare/compare.ts';
import type { Judged } from '../../templates/judge/prove/judge.ts';
import { type Phrases, withControls } from '../../templates/judge/prove/row.ts';
import type { Assembly } from '../../templates/judge/read/assembly.ts';
import type { AccessModel } from '../../templates/judge/read/model.ts';
import { changed, changesOf, concerned } from './concerned.ts';
import { open, type Repository } from './judge.ts';
import { type Sabotage, sabotages } from './operators.ts';
import { policyOperators } from './policies.ts';

/**
 * `equivalent`: no row fails, and the comparison of the two models proves that nobody may do more or less than before.
 * `survives` is everything else that no row noticed.
 */
export type Fate = 'caught' | 'equivalent' | 'survives';

export interface AloneOutcome {
  sabotage: Omit<Sabotage, 'stacks'>;
  fate: Fate;
  /** For a survivor: requests that are decided otherwise now, or why that could not be told. */
  differs: string[];
}

/** Sabotages policies and asks the access rows alone, no check. `wanted` chooses among the sabotages by their name. */
export async function putToRows(
  directory: string,
  wanted: (name: string) => boolean,
  told: (outcome: AloneOutcome) => void,
): Promise<AloneOutcome[]> {
  const repository = await open(directory);
  const outcomes: AloneOutcome[] = [];
  for (const whole of repository.assemblies) {
    const model = repository.modelOf([whole]);
    const notice = noticing(repository, whole, model);
    for (const { stacks, ...sabotage } of sabotages(whole.stacks, policyOperators)) {
      if (!wanted(`${sabotage.operator} ${sabotage.where}`)) continue;
      const { fate, differs } = weigh(model, stacks, repository, notice);
      outcomes.push({ sabotage, fate, differs });
      told({ sabotage, fate, differs });
    }
  }
  return outcomes;
}

type Verdict = Pick<AloneOutcome, 'fate' | 'differs'>;

function weigh(
  model: AccessModel,
  stacks: Sabotage['stacks'],
  repository: Repository,
  notice: (now: AccessModel) => boolean,
): Verdict {
  let now: AccessModel;
  try {
    now = repository.modelOf([repository.assemblyOf(stacks())]);
  } catch {
    return { fate: 'caught', differs: [] };
  }
  if (isDeepStrictEqual(now, model)) return { fate: 'equivalent', differs: [] };
  if (notice(now)) return { fate: 'caught', differs: [] };
  const differs = differences(model, now, repository);
  return { fate: differs.length > 0 ? 'survives' : 'equivalent', differs };
}

/** Whether some row, or the coverage of allows, refuses a model. Rows that hold on the whole one and are not concerned are not asked again. */
function noticing(repository: Repository, { account }: Assembly, whole: AccessModel): (now: AccessModel) => boolean {
  const { cast, controls, settings, readRows, scopeOf, judge, unneeded } = repository;
  const scope = scopeOf(settings, account, whole.partition, cast);
  const project = withControls(
    settings,
    controls.map(({ declaration: { id } }) => id),
  );
  let known: { judged: Judged; phrases: Phrases }[] = controls.flatMap(({ declaration: { id }, rows: json }) => {
    const { rows, phrases } = readRows(json, id, project, Object.keys(whole.names));
    return rows.map((row) => ({ judged: judge(row, phrases, whole, scope), phrases }));
  });
  const broken = known.filter(({ judged }) => judged.failures.length > 0);
  for (const { judged } of broken) console.error(`does not hold: ${judged.row.text}\n    ${judged.failures[0]}`);
  const open = new Set(
    unneeded(
      whole,
      known.flatMap(({ judged }) => judged.grants),
    ),
  );
  for (const one of open) console.error(`needed by no row: ${one}`);
  return (now) => {
    const changes = changesOf(whole, now);
    const again: Judged['grants'] = [];
    for (const each of known) {
      const { judged, phrases } = each;
      const row = concerned(judged.row, changes, whole, scope, repository);
      if (!row) {
        again.push(...judged.grants);
        continue;
      }
      const { failures, grants } = judge(row, phrases, now, scope);
      again.push(...grants);
      if (failures.length > judged.failures.length) {
        // Sabotages of one statement come together, and are often noticed by the same row.
        known = [each, ...known.filter((other) => other !== each)];
        return true;
      }
    }
    return now.notProven.length > whole.notProven.length || unneeded(now, again).some((one) => !open.has(one));
  };
}

const requestOf = ({ direction, who, through, witness: { request } }: ModelFinding) =>
  `${direction}: ${who} ${request.action} ${request.resource} ${JSON.stringify(request.context)} ${through ?? ''}`;

export function differences(
  before: AccessModel,
  after: AccessModel,
  { compareModels, newEscalations }: Pick<Repository, 'compareModels' | 'newEscalations'>,
): string[] {
  const changes = changesOf(before, after);
  const { wider, narrower, latent, unproven } = compareModels(changed(before, changes), changed(after, changes));
  const open: string[] = [];
  const escalations = newEscalations(before, after, open);
  return [
    ...[...wider, ...narrower, ...latent].map(requestOf),
    ...escalations.map(({ who, kind, to }) => `${who} ${kind}: ${to}`),
    ...[...unproven, ...open].map((reason) => `unproven: ${reason}`),
  ];
}
