import { isDeepStrictEqual } from 'node:util';
import { saysEndpoint } from '../../templates/judge/prove/circumstance.ts';
import type { Row } from '../../templates/judge/prove/row.ts';
import type { Scope } from '../../templates/judge/prove/what.ts';
import { listOf } from '../../templates/judge/read/json.ts';
import type { AccessModel } from '../../templates/judge/read/model.ts';
import type { Repository } from './judge.ts';

/** What differs between two models: ARNs of principals and resources whose policies do, services of endpoints; or all. */
export type Changes =
  | 'all'
  | {
      principals: Set<string>;
      resources: Set<string>;
      endpoints: Set<string>;
      /** Of the actions in the statements that differ: whether another one is allowed, other statements decide. */
      services: Set<string>;
    };

type Parts = Pick<AccessModel, 'principals' | 'resources' | 'endpoints'>;

const statementsOf = ({ principals, resources, endpoints }: Parts): Map<string, string[]> => {
  const policies = [
    ...principals.flatMap(({ identity, boundary = [] }) => [...identity, ...boundary]),
    ...[...resources, ...endpoints].flatMap(({ policy }) => policy ?? []),
  ];
  const statements = policies.flatMap(({ policy }) => listOf(policy.Statement));
  return new Map(
    statements.map((statement) => [
      JSON.stringify(statement),
      statement.NotAction ? ['*'] : listOf(statement.Action).map((action) => action.split(':')[0] ?? ''),
    ]),
  );
};

function servicesOf(before: Parts, after: Parts): Set<string> {
  const [old, now] = [statementsOf(before), statementsOf(after)];
  const only = (one: Map<string, string[]>, other: Map<string, string[]>) =>
    [...one].filter(([text]) => !other.has(text)).flatMap(([, services]) => services);
  return new Set([...only(old, now), ...only(now, old)]);
}

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
  const differing = <T>(one: T[], other: T[]) =>
    one.flatMap((each, index) => (isDeepStrictEqual(each, other[index]) ? [] : [[each, other[index] as T] as const]));
  const pairs = {
    principals: differing(oldPrincipals, principals),
    resources: differing(oldResources, resources),
    endpoints: differing(oldEndpoints, endpoints),
  };
  const side = (index: 0 | 1): Parts => ({
    principals: pairs.principals.map((pair) => pair[index]),
    resources: pairs.resources.map((pair) => pair[index]),
    endpoints: pairs.endpoints.map((pair) => pair[index]),
  });
  return {
    principals: new Set(side(0).principals.map(arnOf)),
    resources: new Set(side(0).resources.map(arnOf)),
    endpoints: new Set(side(0).endpoints.map(({ service }) => service)),
    services: servicesOf(side(0), side(1)),
  };
}

/** Of a model, what a comparison has to look at: what is the same on both sides says nothing. */
export function changed(model: AccessModel, changes: Changes): AccessModel {
  if (changes === 'all' || changes.endpoints.size > 0) return model;
  const { principals, resources } = changes;
  return {
    ...model,
    ...(resources.size === 0 && { principals: model.principals.filter(({ arn }) => principals.has(arn)) }),
    ...(principals.size === 0 && { resources: model.resources.filter(({ arn }) => resources.has(arn)) }),
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
  // What leads to what passes through anybody.
  if (changes === 'all' || row.reach) return row;
  const { actions, clause, may } = row;
  const services = actions.map((each) => each.split(':')[0] ?? '');
  if (!changes.services.has('*') && !services.some((service) => changes.services.has(service))) return undefined;
  const [action = ''] = actions;
  // Only what is expected of jobs, and what says so, passes endpoints.
  const passes = may || saysEndpoint(clause);
  if (passes && services.some((service) => changes.endpoints.has(service))) return row;
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
