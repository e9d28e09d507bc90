import { remembered, rememberedFor } from '../decide/remembered.ts';
import type { NamedPolicy, PolicySet } from '../decide/request.ts';
import { withAbout } from './about.ts';
import { type Assembly, readAssemblies } from './assembly.ts';
import { bound } from './bound.ts';
import { type Deputy, deputiesOf } from './deputies.ts';
import { formed } from './files.ts';
import { listOf } from './json.ts';
import type { ManagedTexts } from './managed.ts';
import { readIdentities, type TemplatePrincipal } from './model-identities.ts';
import { type AccessResource, type Endpoint, readResources } from './model-resources.ts';
import { eachOnce, type NotProven } from './not-proven.ts';
import { eachTold, openValues } from './open-values.ts';
import type { Given } from './parameters.ts';
import { PolicyReader } from './policies.ts';

/** Everything about access that templates say. What they leave open is in `notProven`, and fails what rests on it. */
export interface AccessModel {
  accounts: string[];
  partition: string;
  principals: TemplatePrincipal[];
  resources: AccessResource[];
  endpoints: Endpoint[];
  deputies: Deputy[];
  /** Names of proofs (raw, training, ...) and the ARN that each stands for. */
  names: Record<string, string>;
  notProven: NotProven[];
  /** Account and region that only the deployment knows, as they are here. */
  assumed: { account?: string; region?: string };
  /** Boundaries that others keep: they are taken to allow what the templates do, and a change of them is not proven. */
  outside: string[];
}

/** Reads an assembly directory. Throws an AssemblyError that names the file that cannot be read. */
export function modelOfTemplates(directory: string, managed: ManagedTexts = {}, given?: Given): AccessModel {
  return modelOf(readAssemblies(directory, given), managed);
}

export function modelOf(assemblies: Assembly[], managed: ManagedTexts = {}): AccessModel {
  const model: AccessModel = {
    accounts: assemblies.map(({ account }) => account),
    partition: assemblies[0]?.stacks[0]?.partition ?? 'aws',
    principals: [],
    resources: [],
    endpoints: [],
    deputies: [],
    names: Object.create(null),
    notProven: [],
    assumed: assumedIn(assemblies),
    outside: [],
  };
  for (const assembly of assemblies) {
    const policies = new PolicyReader();
    const identities = formed('a role or a user', () => readIdentities(assembly, managed, policies));
    const resources = formed('a policy of a resource', () => readResources(assembly, policies));
    model.principals.push(...identities.principals);
    model.resources.push(...identities.resources, ...resources.resources);
    model.endpoints.push(...resources.endpoints);
    model.deputies.push(...deputiesOf(assembly));
    for (const [name, arn] of Object.entries(assembly.names)) model.names[name] ??= arn;
    model.outside.push(...identities.outside);
    model.notProven.push(
      ...assembly.missing.map((lookup) => lookedUp(assembly, lookup)),
      ...assembly.notProven,
      ...eachTold(openValues(assembly), policies.notProven),
      ...identities.notProven,
      ...resources.notProven,
    );
  }
  model.notProven = eachOnce(bound(withAbout(model), assemblies));
  return model;
}

function assumedIn(assemblies: Assembly[]): AccessModel['assumed'] {
  const stacks = assemblies.flatMap((assembly) => assembly.stacks);
  const [first] = stacks;
  if (!first) return {};
  const { account, region } = first;
  // Each on its own: stacks of one account that the deployment gives may be in regions that the templates name.
  return {
    ...(stacks.every((each) => each.assumed?.account && each.account === account) && { account }),
    ...(stacks.every((each) => each.assumed?.region && each.region === region) && { region }),
  };
}

const lookedUp = ({ stacks }: Assembly, lookup: string): NotProven => ({
  ...{ stack: stacks[0]?.name ?? '', logicalId: '', path: '', what: 'a look-up' },
  ...{ why: `synthesis would have to ask an account: ${lookup}`, rests: null },
});

/**
 * The policies that judge a request of a principal (its ARN, or a session's) on a resource. A principal or resource
 * that no template makes brings none of its own. Endpoints are left out: not every request passes through one.
 */
export function policiesFor(model: AccessModel, principal: string, resource: string): PolicySet {
  return setsOf(principalOf(model, principal) ?? nobody)(policiesOn(model)(resource) ?? none);
}

const nobody: Pick<TemplatePrincipal, 'identity' | 'boundary'> = { identity: [] };
const none: Partial<NamedPolicy> = {};

/** One object for each set of policies: the engine compiles it once. */
const setsOf = rememberedFor(({ identity, boundary }: typeof nobody) =>
  rememberedFor(
    (policy: typeof none): PolicySet => ({
      identity,
      ...(boundary && { boundary }),
      ...(policy !== none && { resource: policy as NamedPolicy }),
    }),
  ),
);

/** The role or user behind an ARN; a session's ARN answers its role, whose path it leaves out. */
export const principalOf = (model: AccessModel, arn: string) => principalsIn(model)(arn);

const principalsIn = rememberedFor((model: AccessModel) => remembered((arn) => principalIn(model, arn)));

function principalIn(model: AccessModel, arn: string): TemplatePrincipal | undefined {
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d*):assumed-role\/(.+)\/[^/]+$/.exec(arn) ?? [];
  if (!name) return model.principals.find((principal) => principal.arn === arn);
  const prefix = `arn:${partition}:iam::${account}:role/`;
  return (
    model.principals.find((principal) => principal.arn === `${prefix}${name}`) ??
    model.principals.find((principal) => principal.arn.startsWith(prefix) && principal.arn.endsWith(`/${name}`))
  );
}

const policiesOn = rememberedFor((model: AccessModel) => remembered((arn) => policyOn(model, arn)));

/** The policy of a resource, with that of its whole service in the account. */
function policyOn(model: AccessModel, arn: string): NamedPolicy | undefined {
  const [first, ...more] = model.resources.filter((each) => each.policy && contains(each, arn));
  if (!first || more.length === 0) return first?.policy;
  const all = [first, ...more].flatMap(({ policy }) => policy ?? []);
  const key = all.map(({ name }) => name).join('\n');
  const known = joined.get(model) ?? new Map<string, NamedPolicy>();
  joined.set(model, known);
  const policy = known.get(key) ?? {
    ...(first.policy as NamedPolicy),
    policy: { Version: '2012-10-17', Statement: all.flatMap((each) => listOf(each.policy.Statement)) },
  };
  known.set(key, policy);
  return policy;
}

/** One object for each set of policies: the engine compiles it once. */
const joined = new WeakMap<AccessModel, Map<string, NamedPolicy>>();

/** The resource that an ARN is, or is inside of (an object of a bucket, a stream of a log group). */
export function resourceOf(model: AccessModel, arn: string): AccessResource | undefined {
  return model.resources.find((resource) => contains(resource, arn));
}

function contains({ arn: outer, also }: AccessResource, inner: string): boolean {
  if (also && inner.startsWith(also)) return true;
  if (outer === inner || (outer.endsWith(':') && inner.startsWith(outer))) return true;
  const next = inner[outer.length];
  return inner.startsWith(outer) && (next === '/' || next === ':');
}
