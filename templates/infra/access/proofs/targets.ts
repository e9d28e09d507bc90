import type { CompiledSet, CompiledStatement } from '../compiled.ts';
import { type AccessModel, resourceOf } from '../model.ts';
import type { Endpoint } from '../model-resources.ts';
import { compileSet } from '../policy.ts';
import { remembered, rememberedFor } from '../remembered.ts';
import { actsIn, resourcesOf, type Scope } from './what.ts';
import { type Asker, policiesOf } from './who.ts';

/** Resources to ask about, and the policies that judge requests for them. */
interface Target {
  set: CompiledSet;
  resources: string[];
}

/** A request goes through one of its service's endpoints, whichever that is; of a service without any, through none. */
export function endpointsOf(action: string, { endpoints }: AccessModel): (Endpoint | undefined)[] {
  const found = endpoints.filter(({ service }) => action.startsWith(`${service}:`));
  return found.length > 0 ? found : [undefined];
}

/** Resources with policies of their own are looked at each with its policy, all others together. */
export function targets(
  pattern: string,
  action: string,
  asker: Asker,
  endpoint: Endpoint | undefined,
  model: AccessModel,
  scope: Scope,
): Target[] {
  const { all, forAction } = owned(model);
  const patterns = pattern !== '*' || resourceOf(model, pattern) ? [pattern] : [...forAction(action), pattern];
  return patterns.map((inside) => {
    const { set, canAllow, about } = policiesAt(inside, asker, endpoint, model);
    // Where nothing allows the action, one resource is as good as another.
    const statements = canAllow(action) ? about(action) : [];
    return { set, resources: resourcesOf(inside, action, statements, scope, inside === '*' ? all : []) };
  });
}

/** `ARN*` of each resource with a policy of its own, and of those that an action can be about. */
const owned = rememberedFor(({ resources }: AccessModel) => {
  const all = resources.filter(({ policy }) => policy).map(({ arn }) => `${arn}*`);
  return { all, forAction: remembered((action) => all.filter((arn) => actsIn(action, arn))) };
});

interface Policies {
  set: CompiledSet;
  /** Whether something that grants allows an action at all: a boundary and an endpoint do not grant. */
  canAllow: (action: string) => boolean;
  about: (action: string) => CompiledStatement[];
}

const ownerIn = rememberedFor((model: AccessModel) =>
  remembered((pattern) => resourceOf(model, pattern.replace(/\*$/, ''))?.arn ?? pattern),
);
const knownIn = rememberedFor((_: AccessModel) => new Map<string, Policies>());

function policiesAt(pattern: string, asker: Asker, endpoint: Endpoint | undefined, model: AccessModel): Policies {
  const owner = ownerIn(model)(pattern);
  const key = `${asker.name} ${asker.principal} ${owner} ${endpoint?.name ?? ''}`;
  const known = knownIn(model);
  let found = known.get(key);
  if (!found) {
    const policies = policiesOf(asker, owner, model);
    found = judging(compileSet(endpoint ? { ...policies, endpoint: [endpoint.policy] } : policies), asker);
    known.set(key, found);
  }
  return found;
}

function judging(set: CompiledSet, { principal }: Asker): Policies {
  const { identity, boundary = [], endpoint = [] } = set;
  const resource = set.resource ? [set.resource] : [];
  const granting = [...identity, ...resource];
  const all = [...identity, ...boundary, ...endpoint, ...resource];
  // Root needs no policy to be allowed.
  const isRoot = principal.endsWith(':root');
  return {
    set,
    canAllow: remembered(
      (action) => isRoot || granting.some((policy) => policy.about(action).some(({ allows }) => allows)),
    ),
    about: remembered((action) => all.flatMap((policy) => policy.about(action))),
  };
}
