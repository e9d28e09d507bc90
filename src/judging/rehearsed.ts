import { matches } from '../../templates/infra/alerts/matches.ts';
import { settingsOf } from '../../templates/infra/config.ts';
import type { Unit } from '../../templates/infra/units.ts';
import { decide } from '../../templates/judge/decide/decide.ts';
import type { Decision, NamedPolicy } from '../../templates/judge/decide/request.ts';
import { accountOf } from '../../templates/judge/prove/what.ts';
import { policiesOf } from '../../templates/judge/prove/who.ts';
import { type Assembly, type Resource, readAssemblies } from '../../templates/judge/read/assembly.ts';
import { type AccessModel, modelOf } from '../../templates/judge/read/model.ts';
import { type NeededAllow, neededOf, type RoleAllow, roleAllowsOf } from './allows.ts';
import type { JudgedRepository } from './repository.ts';

/** One request whose every condition key is known: what `context` does not list is absent. */
export interface Asking {
  principal: string;
  action: string;
  resource: string;
  context: Record<string, string | string[] | null>;
  /** The service whose endpoint it passes, where it comes from inside the network. */
  through?: string;
  /** Policies that the call which made the session gave it. */
  limits?: NamedPolicy[];
}

/** One account's templates, for whoever acts as AWS on this machine. Names that only a deployment gives are tokens, «stack/id». */
export interface Rehearsed {
  account: string;
  partition: string;
  region: string;
  project: string;
  signIn: string;
  resources: Resource[];
  /** ARNs by proof name: raw, training, engineer-person, ... */
  names: Record<string, string>;
  /** Services that the network has an endpoint for, by the prefix of their actions. */
  endpoints: Set<string>;
  model: AccessModel;
  /** What roles are allowed, and which of it a journey or a service needs, whatever a run calls. */
  allows: RoleAllow[];
  needed: NeededAllow[];
  decided(asking: Asking): Decision;
  kindOf(statement: { policy: string }): string;
  /** Whether EventBridge would send an event to a rule with this pattern. */
  matches: typeof matches;
}

const everything: NamedPolicy = {
  name: 'whatever their administrator gave them',
  policy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
};

export function rehearsed(directory: string, repository: JudgedRepository): Rehearsed[] {
  const settings = settingsOf(repository.settings, repository.units as Unit[]);
  return readAssemblies(directory).map((assembly) => standIn(assembly, settings, repository));
}

function standIn(
  assembly: Assembly,
  { region, name, people }: { region: string; name: string; people: { signIn: string } },
  repository: JudgedRepository,
): Rehearsed {
  const model = modelOf([assembly]);
  // Its calls have no mapping: none of the run passes it.
  const runtime = assembly.resources.filter(({ properties }) =>
    /\.sagemaker\.runtime$/.test(String(properties.ServiceName)),
  );
  model.endpoints = model.endpoints.filter(({ name: each }) => !runtime.some(({ logicalId }) => logicalId === each));
  return {
    account: assembly.account,
    partition: model.partition,
    region,
    project: name,
    signIn: people.signIn,
    resources: assembly.resources,
    names: model.names,
    endpoints: new Set(model.endpoints.map(({ service }) => service)),
    model,
    allows: roleAllowsOf(model),
    needed: neededOf(model, repository),
    decided: (asking) => decidedBy(model, asking),
    kindOf: (statement) => policyKindOf(model, statement),
    matches,
  };
}

/** The kind of policy, in the words of AWS's messages, that a statement of a decision is in. */
export function policyKindOf(model: AccessModel, { policy }: { policy: string }): string {
  const has = (policies: NamedPolicy[] = []) => policies.some(({ name }) => name === policy);
  if (model.principals.some(({ identity }) => has(identity))) return 'an identity-based policy';
  if (model.principals.some(({ boundary }) => has(boundary))) return 'a permissions boundary';
  if (model.endpoints.some(({ policy: each }) => each.name === policy)) return 'a VPC endpoint policy';
  return 'a resource-based policy';
}

/** All layers: identity, boundary, the resource's own policy or its key's, and the endpoint's. */
export function decidedBy(
  model: AccessModel,
  { principal, action, resource, context, through, limits }: Asking,
): Decision {
  const [account = ''] = model.accounts;
  const role = principal.replace(/^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3');
  const isKnown = model.principals.some(({ arn }) => arn === role);
  const asker = { name: role, principal, ...(!isKnown && { identity: everything }) };
  const endpoint = model.endpoints.filter(({ service }) => service === through).map(({ policy }) => policy);
  const set = policiesOf(asker, resource, model);
  const request = { principal, action, resource, context, resourceAccount: accountOf(resource, { account }) };
  return decide(
    { ...request, unlisted: 'absent', unseenResourcePolicy: 'delegates' },
    { ...set, ...(limits && { session: limits }), ...(endpoint.length > 0 && { endpoint }) },
  );
}
