import { isDeepStrictEqual } from 'node:util';
import type { ModelFinding } from '../../templates/judge/compare/compare.ts';
import type { Assembly } from '../../templates/judge/read/assembly.ts';
import type { AccessModel } from '../../templates/judge/read/model.ts';
import { changed, changesOf } from './concerned.ts';
import { open, type Repository } from './judge.ts';
import { noticing } from './noticing.ts';
import { type Sabotage, sabotages } from './operators.ts';
import { policyOperators } from './policies.ts';
import { resolvedAgain } from './resolved.ts';

/**
 * `equivalent`: no row fails, and the comparison of the two models proves no change in access.
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
    const assemblyOf = resolvedAgain(whole.stacks, repository.assemblyOf);
    for (const { stacks, ...sabotage } of sabotages(whole.stacks, policyOperators)) {
      if (!wanted(`${sabotage.operator} ${sabotage.where}`)) continue;
      const { fate, differs } = weigh(model, () => assemblyOf(stacks()), repository, notice);
      outcomes.push({ sabotage, fate, differs });
      told({ sabotage, fate, differs });
    }
  }
  return outcomes;
}

type Verdict = Pick<AloneOutcome, 'fate' | 'differs'>;

function weigh(
  model: AccessModel,
  assembly: () => Assembly,
  repository: Repository,
  notice: (now: AccessModel) => string | undefined,
): Verdict {
  let now: AccessModel;
  try {
    now = repository.modelOf([assembly()]);
  } catch {
    return { fate: 'caught', differs: [] };
  }
  if (isDeepStrictEqual(now, model)) return { fate: 'equivalent', differs: [] };
  if (notice(now)) return { fate: 'caught', differs: [] };
  const differs = differences(model, now, repository);
  return { fate: differs.length > 0 ? 'survives' : 'equivalent', differs };
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
