import { remembered } from '../decide/remembered.ts';
import type { NamedPolicy, PolicyDocument, PolicySet } from '../decide/request.ts';
import { partitionOf } from '../place.ts';
import { isObject, listOf } from '../read/json.ts';
import type { AccessModel } from '../read/model.ts';
import { policiesFor } from '../read/model.ts';
import { type Context, contextsOf } from './circumstance.ts';
import { RowError } from './row.ts';
import { accountOf, foreign, type Scope } from './what.ts';

/** Somebody who asks: an ARN, a service host or `*`, and the policies that are theirs. */
export interface Asker {
  name: string;
  principal: string;
  /** Policies of a principal that no template makes. */
  identity?: NamedPolicy;
  /** Everything is granted to them besides, by their own policies and by each resource's: denies and boundary are left. */
  more?: true;
}

export const everything: NamedPolicy = {
  name: 'everything',
  policy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
};

function outsiders({ partition, accounts }: AccessModel): Asker[] {
  const [account] = accounts;
  return [
    // Whoever may do everything as far as their own policies go: what still stops them is a resource's policy.
    {
      name: 'an administrator',
      principal: `arn:${partition}:iam::${account}:role/administrator`,
      identity: everything,
    },
    { name: 'root', principal: `arn:${partition}:iam::${account}:root` },
    { name: 'a stranger', principal: `arn:${partition}:iam::${foreign}:role/stranger`, identity: everything },
    { name: 'anonymous', principal: '*' },
  ];
}

/** Every service that the policy of some resource or role lets in. */
function services({ resources }: AccessModel): Asker[] {
  const hosts = resources
    .flatMap(({ policy }) => listOf(policy?.policy.Statement))
    .flatMap(({ Principal }) => (isObject(Principal) ? listOf(Principal.Service) : []));
  return [...new Set(hosts)].map((host) => ({ name: host, principal: host }));
}

/**
 * Whom a row speaks of: a role by its proof name, as it is or `with any policy` that somebody may attach (its boundary
 * stays), or `with more rights`, which somebody grants besides (denies and boundary stay); a service's host, a caller of the cast, one of `an administrator`, `root`,
 * `a stranger` and `anonymous`, `anyone [but ROLE, ...]`: every role of the templates and all of these, or
 * `any service [but HOST, ...]` that some policy lets in.
 */
export function askers(who: string, model: AccessModel, { region, cast }: Scope): Asker[] {
  const roles = model.principals.map(({ name, arn }) => ({ name, principal: arn }));
  const all = [...roles, ...outsiders(model)];
  const [group = '', but = ''] = who.split(' but ');
  // A name that nobody has here exempts nobody: the claim is then the stronger one.
  const exempt = but.split(', ');
  if (group === 'anyone') return all.filter(({ name }) => !exempt.includes(name));
  if (group === 'any service') {
    const found = services(model).filter(({ name }) => !exempt.includes(name));
    // A row about nobody would hold whatever the policies say.
    if (found.length === 0) throw new RowError(`"${who}": no policy lets in such a service`);
    return found;
  }
  const caller = Object.hasOwn(cast.callers, who) ? cast.callers[who] : undefined;
  if (caller) return [callerOf(who, standsFor(caller, model))];
  return who.split(', ').map((one) => {
    if (/\.(amazonaws\.com|SUFFIX)$/.test(one)) {
      return { name: one, principal: one.replace('REGION', region).replace('SUFFIX', partitionOf(region).suffix) };
    }
    const [role = one, ...free] = one.split(' with any policy');
    const [plain = role, ...more] = role.split(' with more rights');
    const found = all.find(({ name }) => name === plain);
    if (!found) throw new RowError(`nobody is called "${one}": there are ${all.map(({ name }) => name).join(', ')}`);
    if (more.length > 0) return { ...found, name: one, more: true };
    return free.length > 0 ? { ...found, name: one, identity: everything } : found;
  });
}

/**
 * An identity of the account asks with whatever policies it has: they are not in these templates. A service-linked role
 * has its service's, to which nobody can add (IAM User Guide, "Create a service-linked role").
 */
const callerOf = (name: string, principal: string): Asker =>
  /:(role\/(?!aws-service-role\/)|user\/)/.test(principal)
    ? { name, principal, identity: everything }
    : { name, principal };

function standsFor(caller: string, { names }: AccessModel): string {
  const [, name] = /^\{([a-z0-9-]+)\}$/.exec(caller) ?? [];
  if (!name) return caller;
  const found = names[name];
  if (!found) throw new RowError(`nothing is named "${name}"`);
  return found;
}

/** The policies that judge a request on a resource. */
export function policiesOf({ principal, identity, more }: Asker, resource: string, model: AccessModel): PolicySet {
  const set = policiesFor(model, principal, resource);
  if (more) return { ...set, identity: [...(identity ? [identity] : set.identity), everything], ...opened(set) };
  const [account = ''] = model.accounts;
  const isForeign = !model.accounts.includes(accountOf(resource, { account }));
  return {
    ...set,
    ...(identity && { identity: [identity] }),
    // What another account allows is its own matter (AWS opens its images to all accounts): only our side is judged.
    ...(isForeign && { resource: openTo(principal) }),
  };
}

/** A resource's policy with an allow for everybody beside its own statements. */
function opened({ resource }: PolicySet): Pick<PolicySet, 'resource'> {
  if (!resource) return {};
  const allow = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } as const;
  const policy = { ...resource.policy, Statement: [...listOf(resource.policy.Statement), allow] };
  return { resource: { ...resource, policy } };
}

const openTo = remembered((principal): NamedPolicy => {
  const policy: PolicyDocument = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: principal }, Action: '*', Resource: '*' },
  };
  return { name: 'its owner', policy };
});

const partOf = ({ name }: Asker, { cast }: Scope) => (Object.hasOwn(cast.roles, name) ? cast.roles[name] : undefined);

/** Who takes a role, as an asker; none where the cast does not say, or templates have no such person. */
export function personOf(asker: Asker, model: AccessModel, scope: Scope): Asker | undefined {
  const person = partOf(asker, scope)?.person;
  return person && model.names[person] ? askers(person, model, scope)[0] : undefined;
}

/** Whether what somebody is expected to do also passes the endpoints' policies. */
export const passesEndpoints = (asker: Asker, scope: Scope) => partOf(asker, scope)?.throughEndpoints === true;

/** A request as the design has it. */
export function ordinary(asker: Asker, model: AccessModel, scope: Scope): Context {
  const part = partOf(asker, scope);
  return {
    'aws:SecureTransport': 'true',
    's3:TlsVersion': '1.2',
    'aws:ViaAWSService': 'false',
    ...(part?.ordinarily && contextsOf(part.ordinarily, model, {}, scope)[0]),
    ...(/\.amazonaws\.com(\.cn)?$/.test(asker.principal) && { 'aws:SourceAccount': model.accounts[0] ?? null }),
  };
}
