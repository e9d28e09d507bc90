import type { NamedPolicy } from '../decide/request.ts';
import type { Assembly, Resource } from './assembly.ts';
import { type Json, type JsonObject, listOf } from './json.ts';
import { type ManagedTexts, managedPolicy } from './managed.ts';
import { arnOf, openAt, proofNameOf } from './model-names.ts';
import type { AccessResource } from './model-resources.ts';
import type { NotProven } from './not-proven.ts';
import { anyThatStays, isSame, type PolicyReader } from './policies.ts';

/** A role or user that a template makes. `name` is what proofs call it, else the role's own name. */
export interface TemplatePrincipal {
  name: string;
  arn: string;
  account: string;
  identity: NamedPolicy[];
  boundary?: NamedPolicy[];
}

interface Identities {
  principals: TemplatePrincipal[];
  resources: AccessResource[];
  notProven: NotProven[];
  outside: string[];
}

const kinds = { 'AWS::IAM::Role': 'Role', 'AWS::IAM::User': 'User', 'AWS::IAM::Group': 'Group' } as const;

/** Users and roles with all policies attached to them: inline, managed, through groups, and by resources of their own. */
export function readIdentities(assembly: Assembly, managed: ManagedTexts, policies: PolicyReader): Identities {
  const found: Identities = { principals: [], resources: [], notProven: [], outside: [] };
  const byType = new Map<string, Resource[]>();
  for (const resource of assembly.resources) {
    const known = byType.get(resource.type);
    if (known) known.push(resource);
    else byType.set(resource.type, [resource]);
  }
  const of = (...types: string[]) => types.flatMap((type) => byType.get(type) ?? []);

  const texts = new Map<string, NamedPolicy>();
  for (const [arn, policy] of Object.entries(managed)) texts.set(arn, { name: arn.split('/').at(-1) ?? arn, policy });
  /** What a role, user or group has each one policy of. */
  const inlineNames = new Map<NamedPolicy, Json | undefined>();
  const textOfPolicy = (resource: Resource): NamedPolicy | undefined => {
    const policy = policies.read(resource, resource.properties.PolicyDocument, {
      ...{ layer: 'identity', name: resource.logicalId, what: 'PolicyDocument' },
    });
    if (policy && resource.type !== 'AWS::IAM::ManagedPolicy') inlineNames.set(policy, resource.properties.PolicyName);
    return policy;
  };
  for (const resource of of('AWS::IAM::ManagedPolicy')) {
    const policy = textOfPolicy(resource);
    const arn = arnOf(resource);
    if (arn && policy) texts.set(arn, policy);
  }
  const textOf = (resource: Resource, arn: Json, about: string): NamedPolicy[] => {
    const policy = texts.get(String(arn)) ?? managedPolicy(String(arn));
    const why = `may do more than is here: no template holds the text of ${String(arn)}`;
    if (!policy) found.notProven.push(openAt(resource, 'ManagedPolicyArns', why, [about], null));
    return policy ? [policy] : [];
  };
  /** A boundary whose text no template holds can only narrow what the templates allow. */
  const limitOf = (resource: Resource, arn: Json): NamedPolicy[] => {
    const policy = texts.get(String(arn)) ?? managedPolicy(String(arn));
    if (!policy) found.outside.push(`${resource.stack}: ${resource.logicalId} is limited by ${String(arn)}`);
    return policy ? [policy] : [];
  };

  /** Policies that name the user, role or group they attach to. */
  const attachedTo = attachments(of, textOfPolicy);
  const inlineOf = (resource: Resource, about: string): NamedPolicy[] =>
    (listOf(resource.properties.Policies) as JsonObject[]).flatMap((inline, index) => {
      const policy = policies.read(resource, inline?.PolicyDocument, {
        ...{ layer: 'identity', name: String(inline?.PolicyName), about: [about] },
        what: `Policies[${index}].PolicyDocument`,
      });
      if (policy) inlineNames.set(policy, inline?.PolicyName);
      return policy ?? [];
    });
  /** IAM API Reference, PutRolePolicy and the like: a policy is written over another of its name. */
  const settled = (resource: Resource, about: string, all: NamedPolicy[]): NamedPolicy[] =>
    all.map((policy) => {
      const name = inlineNames.get(policy);
      const others = all.filter((one) => name !== undefined && inlineNames.get(one) === name && !isSame(one, policy));
      if (others.length === 0) return policy;
      const why = `has two policies of the name ${String(name)}: the last one to be written stays`;
      const rests = rightsOf([policy, ...others]).map((text) => JSON.stringify(text));
      found.notProven.push(openAt(resource, '', why, [about], rests.sort()));
      return anyThatStays([policy, ...others])[0] ?? policy;
    });
  const own = (resource: Resource, about: string, property: string): NamedPolicy[] =>
    settled(resource, about, [
      ...listOf(resource.properties.ManagedPolicyArns).flatMap((arn) => textOf(resource, arn as Json, about)),
      ...inlineOf(resource, about),
      ...(attachedTo.get(`${property} ${resource.ref}`) ?? []),
    ]);
  const groupsOf = (user: Resource) =>
    of('AWS::IAM::Group').filter(
      (group) =>
        listOf(user.properties.Groups).includes(group.ref) ||
        of('AWS::IAM::UserToGroupAddition').some(
          ({ properties }) => properties.GroupName === group.ref && listOf(properties.Users).includes(user.ref),
        ),
    );

  for (const resource of of('AWS::IAM::Role', 'AWS::IAM::User')) {
    const isRole = resource.type === 'AWS::IAM::Role';
    const arn = arnOf(resource) as string;
    const name = proofNameOf(assembly, resource, arn);
    const { PermissionsBoundary, AssumeRolePolicyDocument } = resource.properties;
    const identity = own(resource, arn, isRole ? 'Roles' : 'Users');
    if (!isRole) for (const group of groupsOf(resource)) identity.push(...own(group, arn, 'Groups'));
    found.principals.push({
      ...{ name, arn, account: assembly.account, identity },
      ...(PermissionsBoundary !== undefined && { boundary: limitOf(resource, PermissionsBoundary as Json) }),
    });
    const trust = policies.read(resource, AssumeRolePolicyDocument, {
      ...{ layer: 'resource', name: `trust of ${name}`, what: 'AssumeRolePolicyDocument', about: [arn] },
      rests: [rightsOf(identity), PermissionsBoundary ?? null],
    });
    found.resources.push({
      name,
      type: resource.type,
      arn,
      account: assembly.account,
      ...(trust && { policy: trust }),
    });
  }
  for (const group of of('AWS::IAM::Group')) {
    const may = own(group, arnOf(group) as string, 'Groups');
    const isEmpty = !of('AWS::IAM::User').some((user) => groupsOf(user).includes(group));
    const why = 'no user of the templates is in it, and whoever is put into it may do what its policies say';
    if (may.length > 0 && isEmpty) found.notProven.push(openAt(group, '', why, [], rightsOf(may)));
  }
  const holders = of(...Object.keys(kinds)).map(({ properties }) => properties);
  const used = new Set(holders.flatMap((each) => [...listOf(each.ManagedPolicyArns), each.PermissionsBoundary]));
  for (const policy of of('AWS::IAM::ManagedPolicy')) {
    const { Roles, Users, Groups } = policy.properties;
    const isAttached = used.has(policy.ref) || [Roles, Users, Groups].some((names) => listOf(names).length > 0);
    const text = isAttached ? undefined : textOfPolicy(policy);
    const why = 'who has it attached is not in these templates, and whoever gets it may do what it says';
    if (text) found.notProven.push(openAt(policy, '', why, [], rightsOf([text])));
  }
  found.notProven.push(...toOutside(of));
  return found;
}

/** What policies say, and of those that AWS keeps their names: their texts change without anybody of the templates. */
export const rightsOf = (policies: NamedPolicy[]) =>
  policies.map(({ name, policy, origin }) => (origin ? policy : name));

type Of = (...types: string[]) => Resource[];

/** Which policies attach to what: `Roles my-role` and the like. */
function attachments(of: Of, textOf: (resource: Resource) => NamedPolicy | undefined): Map<string, NamedPolicy[]> {
  const found = new Map<string, NamedPolicy[]>();
  const add = (resource: Resource, property: string, names: Json | undefined) => {
    const policy = names === undefined ? undefined : textOf(resource);
    if (!policy) return;
    for (const name of listOf(names)) {
      const key = `${property} ${String(name)}`;
      found.set(key, [...(found.get(key) ?? []), policy]);
    }
  };
  for (const kind of Object.values(kinds)) {
    for (const resource of of('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')) {
      add(resource, `${kind}s`, resource.properties[`${kind}s`]);
    }
    for (const resource of of(`AWS::IAM::${kind}Policy`)) add(resource, `${kind}s`, resource.properties[`${kind}Name`]);
  }
  return found;
}

/** What attaches to a user, role or group that no template makes: nobody here knows what else that one may do. */
function toOutside(of: Of): NotProven[] {
  const known = new Set(of(...Object.keys(kinds)).map(({ ref }) => ref));
  const attaching = [
    ...['AWS::IAM::User', 'AWS::IAM::UserToGroupAddition', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'],
    'AWS::IAM::InstanceProfile',
    ...Object.values(kinds).map((kind) => `AWS::IAM::${kind}Policy`),
  ];
  return of(...attaching).flatMap((resource) => {
    const { Roles, Users, Groups, RoleName, UserName, GroupName } = resource.properties;
    const own = resource.type === 'AWS::IAM::User' ? [] : [RoleName, UserName, GroupName];
    return [Roles, Users, Groups, ...own]
      .flatMap((value) => listOf(value as Json))
      .map(String)
      .filter((target) => !known.has(target))
      .map((target) => openAt(resource, '', `attaches to ${target}, which no template makes`, [target]));
  });
}
