import { isDeepStrictEqual } from 'node:util';
import type { AccessModel } from '../../templates/infra/access/model.ts';
import type { Row } from '../../templates/infra/access/proofs/row.ts';
import type { Scope } from '../../templates/infra/access/proofs/what.ts';
import type { Repository } from './judge.ts';

/** What differs between two models: ARNs of principals and resources whose policies do, services of endpoints; or all. */
type Changes = 'all' | { principals: Set<string>; resources: Set<string>; endpoints: Set<string> };

export function changesOf(before: AccessModel, after: AccessModel): Changes {
  const { principals: oldPrincipals, resources: oldResources, endpoints: oldEndpoints, ...old } = before;
  const { principals, resources, endpoints, ...now } = after;
  const alike = <T>(one: T[], other: T[], idOf: (item: T) => string) =>
    isDeepStrictEqual(one.map(idOf), other.map(idOf));
  const arnOf = ({ arn }: { arn: string }) => arn;
  const same =
    isDeepStrictEqual(old, now) &&
    alike(oldPrincipals, principals, arnOf) &&
    alike(oldResources, resources, arnOf) &&
    alike(oldEndpoints, endpoints, ({ name, service }) => `${name} ${service}`);
  if (!same) return 'all';
  const changed = <T>(one: T[], other: T[], idOf: (item: T) => string) =>
    new Set(one.flatMap((each, index) => (isDeepStrictEqual(each, other[index]) ? [] : [idOf(each)])));
  return {
    principals: changed(oldPrincipals, principals, arnOf),
    resources: changed(oldResources, resources, arnOf),
    endpoints: changed(oldEndpoints, endpoints, ({ service }) => service),
  };
}

/** The row, as far as it asks for somebody or something that changed; undefined where its verdict cannot be another. */
export function concerned(
  row: Row,
  changes: Changes,
  model: AccessModel,
  scope: Scope,
  { askers, expanded, patternOf }: Repository,
): Row | undefined {
  if (changes === 'all') return row;
  const { actions, clause, may } = row;
  const [action = ''] = actions;
  // Only what is expected of jobs, and what says so, passes endpoints.
  const passes = may || (clause.kind === 'given' && clause.phrase === 'through an endpoint');
  if (passes && actions.some((each) => changes.endpoints.has(each.split(':')[0] ?? ''))) return row;
  const who = askers(row.who, model, scope).filter(({ principal }) => changes.principals.has(principal));
  const what = row.what
    .flatMap((each) => expanded(each, model))
    .filter((each) => {
      const [fixed = ''] = patternOf(each, action, model, scope).split('*');
      return [...changes.resources].some((arn) => arn.startsWith(fixed) || fixed.startsWith(arn));
    });
  if (who.length === 0 && what.length === 0) return undefined;
  // What a "may" row grants counts for the coverage of allows, so it is asked as a whole.
  if (may || (who.length > 0 && what.length > 0)) return row;
  return who.length > 0 ? { ...row, who: who.map(({ name }) => name).join(', ') } : { ...row, what };
}
