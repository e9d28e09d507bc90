import type { PolicySet } from '../decide/request.ts';
import { type Assembly, formed, readAssemblies } from './assembly.ts';
import { type ManagedTexts, type Principal, readIdentities } from './model-identities.ts';
import { type AccessResource, type Endpoint, readResources } from './model-resources.ts';

/** Everything about access that templates say. What they leave open stands in `unresolved`, and fails what rests on it. */
export interface AccessModel {
  accounts: string[];
  partition: string;
  principals: Principal[];
  resources: AccessResource[];
  endpoints: Endpoint[];
  /** Names of proofs (raw, training, ...) and the ARN that each stands for. */
  names: Record<string, string>;
  unresolved: string[];
  /** Boundaries that others keep: they are taken to allow what the templates do, and a change of them is not proven. */
  outside: string[];
}

/** Reads an assembly directory. Throws an AssemblyError that names the file that cannot be read. */
export function readTemplates(directory: string, managed: ManagedTexts = {}): AccessModel {
  return modelOf(readAssemblies(directory), managed);
}

export function modelOf(assemblies: Assembly[], managed: ManagedTexts = {}): AccessModel {
  const model: AccessModel = {
    accounts: assemblies.map(({ account }) => account),
    partition: assemblies[0]?.stacks[0]?.partition ?? 'aws',
    principals: [],
    resources: [],
    endpoints: [],
    names: Object.create(null),
    unresolved: [],
    outside: [],
  };
  for (const assembly of assemblies) {
    const consumed = new Set<object>();
    const identities = formed('a role or a user', () => readIdentities(assembly, managed, consumed));
    const resources = formed('a policy of a resource', () => readResources(assembly, consumed));
    model.principals.push(...identities.principals);
    model.resources.push(...identities.resources, ...resources.resources);
    model.endpoints.push(...resources.endpoints);
    for (const [name, arn] of Object.entries(assembly.names)) model.names[name] ??= arn;
    model.outside.push(...identities.outside);
    model.unresolved.push(
      ...assembly.missing.map((lookup) => `synthesis would have to ask an account: ${lookup}`),
      ...assembly.unresolved.map(
        ({ stack, where, what }) => `${stack}: ${where} is not known before deployment (${what})`,
      ),
      ...identities.unresolved,
      ...resources.unresolved,
    );
  }
  return model;
}

/**
 * The policies that judge a request of a principal (its ARN, or a session's) on a resource. A principal or resource
 * that no template makes brings none of its own. Endpoints are left out: not every request passes through one.
 */
export function policiesFor(model: AccessModel, principal: string, resource: string): PolicySet {
  const role = principalOf(model, principal);
  const target = resourceOf(model, resource);
  return {
    identity: role?.identity ?? [],
    ...(role?.boundary && { boundary: role.boundary }),
    ...(target?.policy && { resource: target.policy }),
  };
}

/** The role or user behind an ARN; a session's ARN answers its role. */
export function principalOf(model: AccessModel, arn: string): Principal | undefined {
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d*):assumed-role\/(.+)\/[^/]+$/.exec(arn) ?? [];
  const role = name ? `arn:${partition}:iam::${account}:role/${name}` : arn;
  return model.principals.find((principal) => principal.arn === role);
}

/** The resource that an ARN is, or is inside of (an object of a bucket, a stream of a log group). */
export function resourceOf(model: AccessModel, arn: string): AccessResource | undefined {
  return model.resources.find((resource) => contains(resource.arn, arn));
}

function contains(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  const next = inner[outer.length];
  return inner.startsWith(outer) && (next === '/' || next === ':');
}
