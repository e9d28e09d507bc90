import { type Asking, decidedBy, type Rehearsed } from '../../src/judging/rehearsed.ts';
import type { AskedVerdict } from '../../src/rehearse/verdict.ts';
import type { NamedPolicy, PolicyStatement } from '../../templates/judge/decide/request.ts';
import { listOf } from '../../templates/judge/read/json.ts';

type Model = Rehearsed['model'];

/** `POLICY/SID` of a statement that allowed something. */
export const allowing = (verdicts: AskedVerdict[]): Set<string> =>
  new Set(
    verdicts
      .flatMap(({ decision }) => (decision.verdict === 'Allowed' ? decision.by : []))
      .filter(({ effect }) => effect === 'Allow')
      .map(({ policy, sid }) => `${policy}/${sid}`)
      // Of a person before they take a role: no template has it.
      .filter((name) => !name.startsWith('whatever their administrator gave them/')),
  );

const named = (policy: NamedPolicy, at: number, { Sid }: PolicyStatement) => `${policy.name}/${Sid ?? `#${at}`}`;

/** The same templates without one statement. */
export function without(model: Model, statement: string): Model {
  const of = (policy: NamedPolicy): NamedPolicy => {
    const all = listOf(policy.policy.Statement);
    const kept = all.map(
      (each, at): PolicyStatement =>
        // In its place, so that the others keep their numbers: a grant to nobody.
        named(policy, at, each) === statement
          ? { ...each, Condition: { ...each.Condition, StringLike: { 'aws:PrincipalAccount': 'nobody' } } }
          : each,
    );
    return kept.every((each, at) => each === all[at])
      ? policy
      : { ...policy, policy: { ...policy.policy, Statement: kept } };
  };
  return {
    ...model,
    principals: model.principals.map((each) => ({
      ...each,
      identity: each.identity.map(of),
      ...(each.boundary && { boundary: each.boundary.map(of) }),
    })),
    resources: model.resources.map((each) => (each.policy ? { ...each, policy: of(each.policy) } : each)),
    endpoints: model.endpoints.map((each) => ({ ...each, policy: of(each.policy) })),
  };
}

/** Requests that were allowed and no longer are. */
export const lost = (model: Model, verdicts: AskedVerdict[]): Asking[] =>
  verdicts
    .filter(({ decision }) => decision.verdict === 'Allowed')
    .map(({ asking }) => asking)
    .filter((asking) => decidedBy(model, asking).verdict !== 'Allowed');
