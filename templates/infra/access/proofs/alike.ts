import { identities } from '../diff/actions.ts';
import { actionsMatching, arnForms, prefixOf } from '../iam-data.ts';
import type { AccessModel } from '../model.ts';
import { compile } from '../policy.ts';
import { remembered } from '../remembered.ts';
import { type Layer, type NamedPolicy, PolicyError } from '../request.ts';

/**
 * The actions that a pattern names, in groups that no policy of the model tells apart, that act on the same kinds of resource
 * and come through the same endpoint: what is decided of one is decided of all.
 */
export function alike(model: AccessModel): (pattern: string) => string[][] {
  const identify = identities(statementsIn(model));
  const entered = new Set(model.endpoints.map(({ service }) => service));
  return remembered((pattern) => {
    const groups = new Map<string, string[]>();
    for (const action of actionsMatching(pattern)) {
      const service = prefixOf(action);
      const id = `${identify(action).id} ${arnForms(action)} ${entered.has(service) ? service : ''}`;
      groups.set(id, [...(groups.get(id) ?? []), action]);
    }
    return [...groups.values()];
  });
}

function statementsIn({ principals, resources, endpoints }: AccessModel) {
  const all: [Layer, NamedPolicy | undefined][] = [
    ...principals.flatMap(({ identity, boundary = [] }): [Layer, NamedPolicy][] => [
      ...identity.map((policy): [Layer, NamedPolicy] => ['identity', policy]),
      ...boundary.map((policy): [Layer, NamedPolicy] => ['boundary', policy]),
    ]),
    ...resources.map(({ policy }): [Layer, NamedPolicy | undefined] => ['resource', policy]),
    ...endpoints.map(({ policy }): [Layer, NamedPolicy] => ['endpoint', policy]),
  ];
  return all.flatMap(([layer, policy]) => {
    try {
      return policy ? compile(policy, layer).statements : [];
    } catch (error) {
      // Whatever is asked of it is refused with this reason.
      if (error instanceof PolicyError) return [];
      throw error;
    }
  });
}
