import { keysOf, traitsOf } from '../cells/actions.ts';
import type { CompiledPolicy, CompiledSet, CompiledStatement } from '../decide/compiled.ts';
import { compileSet } from '../decide/policy.ts';
import { rememberedFor } from '../decide/remembered.ts';
import type { AccessModel } from '../read/model.ts';
import type { Endpoint } from '../read/model-resources.ts';
import type { Matter, PatternPlace } from './matters.ts';
import { resourcesOf, type Scope } from './what.ts';
import { type Asker, policiesOf } from './who.ts';

const none: never[] = [];

/** Requests of one asker that are decided alike, but for the resource. */
export interface ProofQuestion {
  actions: string[];
  pattern: string;
  set: CompiledSet;
  resources: string[];
}

/**
 * What matters come down to for an asker. What a row says "cannot" is one question for all actions that the policies of
 * a place do not tell apart, and none where nothing that grants is about them: there every request is denied.
 * `isThrough`: the requests also pass an endpoint.
 */
export function questionsOf(
  matters: Matter[],
  asker: Asker,
  { may, isThrough }: { may: boolean; isThrough: boolean },
  model: AccessModel,
  scope: Scope,
): ProofQuestion[] {
  const known = new Map<string, ProofQuestion>();
  for (const { alike, pattern, places } of matters) {
    const { actions } = alike;
    const [action = ''] = actions;
    for (const endpoint of isThrough ? endpointsOf(action, model) : [undefined]) {
      for (const place of places) {
        const { set, judging, granting } = policiesAt(place, asker, endpoint, model);
        const canAllow = granting === 'none needed' || granting.some((policy) => alike.about(policy).some(isAllow));
        if (!may && !canAllow) continue;
        // Where nothing allows the action, one resource is as good as another.
        const about = canAllow ? judging.flatMap(alike.about) : none;
        const where = about.some(namesResources) ? numberOf(place) : place.pattern;
        const id = may
          ? `${known.size}`
          : `${where} ${endpoint !== undefined} ${about.map(numberOf)} ${traitsOf(action, keysOf(about))}`;
        const same = known.get(id);
        if (same) {
          same.actions.push(...actions);
          continue;
        }
        const resources = resourcesOf(place.pattern, action, about, scope, place.outside);
        known.set(id, { actions: [...actions], pattern, set, resources });
      }
    }
  }
  return [...known.values()];
}

/** Whether it is about some resources and not about others. */
const namesResources = ({ resources }: CompiledStatement) => resources?.patterns.some(({ parts }) => parts);

const isAllow = ({ allows }: CompiledStatement) => allows;

/** A request goes through one of its service's endpoints, whichever that is; of a service without any, through none. */
function endpointsOf(action: string, { endpoints }: AccessModel): (Endpoint | undefined)[] {
  const found = endpoints.filter(({ service }) => action.startsWith(`${service}:`));
  return found.length > 0 ? found : [undefined];
}

let last = 0;
const numberOf = rememberedFor((_: CompiledStatement | PatternPlace | Endpoint) => ++last);

interface Policies {
  set: CompiledSet;
  judging: CompiledPolicy[];
  /** A boundary and an endpoint do not grant; root needs no policy to be allowed. */
  granting: CompiledPolicy[] | 'none needed';
}

const knownIn = rememberedFor((_: AccessModel) => new Map<string, Policies>());

function policiesAt(
  { owner }: PatternPlace,
  asker: Asker,
  endpoint: Endpoint | undefined,
  model: AccessModel,
): Policies {
  const key = `${asker.name} ${asker.principal} ${owner} ${endpoint && numberOf(endpoint)}`;
  const known = knownIn(model);
  let found = known.get(key);
  if (!found) {
    const policies = policiesOf(asker, owner, model);
    found = judging(compileSet(endpoint ? { ...policies, endpoint: [endpoint.policy] } : policies), asker, model);
    known.set(key, found);
  }
  return found;
}

function judging(set: CompiledSet, { principal }: Asker, { accounts }: AccessModel): Policies {
  const { identity, boundary = [], endpoint = [] } = set;
  const resource = set.resource ? [set.resource] : [];
  // "Cross-account policy evaluation logic": to others, who may have any policy, the resource's own must grant.
  const isOurs = accounts.some((account) => principal.includes(`:${account}:`));
  const granting = isOurs ? [...identity, ...resource] : resource;
  return {
    set,
    judging: [...identity, ...boundary, ...endpoint, ...resource],
    granting: principal.endsWith(':root') ? 'none needed' : granting,
  };
}
