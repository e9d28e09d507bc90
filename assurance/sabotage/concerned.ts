import { isDeepStrictEqual } from 'node:util';
import type { AccessModel } from '../../templates/infra/access/model.ts';
import type { Row } from '../../templates/infra/access/proofs/row.ts';
import type { Scope } from '../../templates/infra/access/proofs/what.ts';
import type { Repository } from './judge.ts';

/** What differs between two models: ARNs of principals and resources whose policies do, or all. */
type Changes = 'all' | { principals: Set<string>; resources: Set<string> };

export function changesOf(before: AccessModel, after: AccessModel): Changes {
  const { principals: oldPrincipals, resources: oldResources, ...old } = before;
  const { principals, resources, ...now } = after;
  const arns = (list: { arn: string }[]) => list.map(({ arn }) => arn);
  const same =
    isDeepStrictEqual(old, now) &&
    isDeepStrictEqual(arns(oldPrincipals), arns(principals)) &&
    isDeepStrictEqual(arns(oldResources), arns(resources));
  if (!same) return 'all';
  const changed = <T extends { arn: string }>(one: T[], other: T[]) =>
    new Set(one.flatMap((each, index) => (isDeepStrictEqual(each, other[index]) ? [] : [each.arn])));
  return { principals: changed(oldPrincipals, principals), resources: changed(oldResources, resources) };
}

/** Whether a row asks for somebody or something that changed. */
export function concerns(
  { who, what, actions }: Row,
  changes: Changes,
  model: AccessModel,
  scope: Scope,
  { askers, expanded, patternOf }: Repository,
): boolean {
  if (changes === 'all') return true;
  const [action = ''] = actions;
  return (
    askers(who, model, scope).some(({ principal }) => changes.principals.has(principal)) ||
    what
      .flatMap((each) => expanded(each, model))
      .some((each) => {
        const [fixed = ''] = patternOf(each, action, model, scope).split('*');
        return [...changes.resources].some((arn) => arn.startsWith(fixed) || fixed.startsWith(arn));
      })
  );
}
