import { identities } from '../cells/actions.ts';
import type { CompiledPolicy, CompiledStatement } from '../decide/compiled.ts';
import { actionsMatching, prefixOf } from '../decide/iam-data.ts';
import { compile } from '../decide/policy.ts';
import { remembered } from '../decide/remembered.ts';
import { type NamedPolicy, PolicyError, type PolicyLayer } from '../decide/request.ts';
import type { AccessModel } from '../read/model.ts';
import { kindsOf } from './what.ts';

/** Actions that no policy of the templates tells apart, and what of a policy is about them. */
export interface Alike {
  actions: string[];
  about: (policy: CompiledPolicy) => CompiledStatement[];
}

const none: never[] = [];

/**
 * The actions that a pattern names, in groups that act on the same kinds of resource and come through the same
 * endpoint: what is decided of one is decided of all.
 */
export function alike(model: AccessModel): (pattern: string) => Alike[] {
  // Many roles have one boundary.
  const policies = new Set(policiesIn(model));
  const all = [...policies].flatMap((policy) => policy.statements.map((statement) => ({ policy, statement })));
  const identify = identities(all.map(({ statement }) => statement));
  const entered = new Set(model.endpoints.map(({ service }) => service));
  return remembered((pattern) => {
    const groups = new Map<string, Alike>();
    for (const action of actionsMatching(pattern)) {
      const service = prefixOf(action);
      const { of, id } = identify(action);
      const key = `${id} ${kindsOf(action)} ${entered.has(service) ? service : ''}`;
      const known = groups.get(key);
      if (known) {
        known.actions.push(action);
        continue;
      }
      const found = new Map<CompiledPolicy, CompiledStatement[]>();
      for (const position of of) {
        const { policy, statement } = all[position] as (typeof all)[number];
        found.set(policy, [...(found.get(policy) ?? none), statement]);
      }
      // A policy that somebody brings along is asked itself.
      const about = (policy: CompiledPolicy) =>
        found.get(policy) ?? (policies.has(policy) ? none : policy.about(action));
      groups.set(key, { actions: [action], about });
    }
    return [...groups.values()];
  });
}

function policiesIn({ principals, resources, endpoints }: AccessModel): CompiledPolicy[] {
  const all: [PolicyLayer, NamedPolicy | undefined][] = [
    ...principals.flatMap(({ identity, boundary = [] }): [PolicyLayer, NamedPolicy][] => [
      ...identity.map((policy): [PolicyLayer, NamedPolicy] => ['identity', policy]),
      ...boundary.map((policy): [PolicyLayer, NamedPolicy] => ['boundary', policy]),
    ]),
    ...resources.map(({ policy }): [PolicyLayer, NamedPolicy | undefined] => ['resource', policy]),
    ...endpoints.map(({ policy }): [PolicyLayer, NamedPolicy] => ['endpoint', policy]),
  ];
  return all.flatMap(([layer, policy]) => {
    try {
      return policy ? compile(policy, layer) : [];
    } catch (error) {
      // Whatever is asked of it is refused with this reason.
      if (error instanceof PolicyError) return [];
      throw error;
    }
  });
}
