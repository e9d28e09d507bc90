import type { NamedPolicy, PolicyDocument } from '../decide/request.ts';
import type { Assembly, Resource } from './assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from './json.ts';
import { arnOf, nameOf, placeOf } from './model-names.ts';
import type { AccessResource } from './model-resources.ts';

/** A role or user that a template makes. `name` is what proofs call it, else the role's own name. */
export interface Principal {
  name: string;
  arn: string;
  account: string;
  identity: NamedPolicy[];
  boundary?: NamedPolicy[];
}

/** Texts of managed policies that no template holds, by ARN: those of AWS, or of the account. */
export type ManagedTexts = Record<string, NamedPolicy['policy']>;

interface Identities {
  principals: Principal[];
  resources: AccessResource[];
  unresolved: string[];
  outside: string[];
}

/** Users and roles with all policies attached to them: inline, managed, through groups, and by resources of their own. */
export function readIdentities(assembly: Assembly, managed: ManagedTexts, consumed: Set<object>): Identities {
  const found: Identities = { principals: [], resources: [], unresolved: [], outside: [] };
  const of = (...types: string[]) => assembly.resources.filter(({ type }) => types.includes(type));
  const open = (resource: Resource, what: string) =>
    found.unresolved.push(`${resource.stack}: ${resource.logicalId} ${what}`);

  const texts = new Map<string, NamedPolicy>();
  for (const [arn, policy] of Object.entries(managed)) texts.set(arn, { name: arn.split('/').at(-1) ?? arn, policy });
  for (const resource of of('AWS::IAM::ManagedPolicy')) {
    const policy = document(resource, resource.properties.PolicyDocument, consumed);
    const arn = arnOf(assembly, resource);
    if (arn && policy) texts.set(arn, policy);
  }
  const textOf = (resource: Resource, arn: Json): NamedPolicy[] => {
    const policy = texts.get(String(arn));
    if (!policy) open(resource, `carries ${String(arn)}, whose text no template holds`);
    return policy ? [policy] : [];
  };

  /** A boundary whose text no template holds can only narrow what the templates allow. */
  const limitOf = (resource: Resource, arn: Json): NamedPolicy[] => {
    const policy = texts.get(String(arn));
    if (!policy) found.outside.push(`${resource.stack}: ${resource.logicalId} is limited by ${String(arn)}`);
    return policy ? [policy] : [];
  };

  /** Policies that name the user, role or group they attach to. */
  const attached = (property: 'Roles' | 'Users' | 'Groups', name: string): NamedPolicy[] => [
    ...of('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy').flatMap((resource) =>
      listOf(resource.properties[property]).includes(name)
        ? (document(resource, resource.properties.PolicyDocument, consumed) ?? [])
        : [],
    ),
    ...of(`AWS::IAM::${property.slice(0, -1)}Policy`).flatMap((resource) =>
      resource.properties[`${property.slice(0, -1)}Name`] === name
        ? (document(resource, resource.properties.PolicyDocument, consumed) ?? [])
        : [],
    ),
  ];
  const own = (resource: Resource): NamedPolicy[] => [
    ...listOf(resource.properties.ManagedPolicyArns).flatMap((arn) => textOf(resource, arn as Json)),
    ...(listOf(resource.properties.Policies) as JsonObject[]).flatMap(
      ({ PolicyName, PolicyDocument }) => document(resource, PolicyDocument, consumed, String(PolicyName)) ?? [],
    ),
  ];
  const givenName = (resource: Resource) =>
    String(resource.properties[`${resource.type.split('::')[2]}Name`] ?? `«${resource.stack}/${resource.logicalId}»`);
  const groupsOf = (user: Resource) =>
    of('AWS::IAM::Group').filter(
      (group) =>
        listOf(user.properties.Groups).includes(givenName(group)) ||
        of('AWS::IAM::UserToGroupAddition').some(
          ({ properties }) =>
            properties.GroupName === givenName(group) && listOf(properties.Users).includes(givenName(user)),
        ),
    );

  for (const resource of of('AWS::IAM::Role', 'AWS::IAM::User')) {
    const isRole = resource.type === 'AWS::IAM::Role';
    const arn =
      arnOf(assembly, resource) ??
      `arn:${assembly.stacks[0]?.partition}:iam::${assembly.account}:user/${givenName(resource)}`;
    const name = nameOf(assembly, resource, arn);
    const { Path, PermissionsBoundary, AssumeRolePolicyDocument } = resource.properties;
    if (Path !== undefined && Path !== '/') open(resource, 'has a path, which its ARN here lacks');
    const identity = [...own(resource), ...attached(isRole ? 'Roles' : 'Users', givenName(resource))];
    if (!isRole) {
      for (const group of groupsOf(resource)) identity.push(...own(group), ...attached('Groups', givenName(group)));
    }
    found.principals.push({
      name,
      arn,
      account: assembly.account,
      identity,
      ...(PermissionsBoundary !== undefined && { boundary: limitOf(resource, PermissionsBoundary as Json) }),
    });
    const trust = document(resource, AssumeRolePolicyDocument, consumed, `trust of ${name}`);
    found.resources.push({
      name,
      type: resource.type,
      arn,
      account: assembly.account,
      ...(trust && { policy: trust }),
    });
  }
  for (const group of of('AWS::IAM::Group')) own(group);
  const known = of('AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group').map(givenName);
  for (const resource of of(
    'AWS::IAM::User',
    'AWS::IAM::UserToGroupAddition',
    'AWS::IAM::Policy',
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::RolePolicy',
    'AWS::IAM::UserPolicy',
    'AWS::IAM::GroupPolicy',
  )) {
    const { Roles, Users, Groups, RoleName, UserName, GroupName } = resource.properties;
    const targets = [Roles, Users, Groups, RoleName, UserName, GroupName].flatMap((value) => listOf(value as Json));
    for (const target of targets.map(String)) {
      if (!known.includes(target)) open(resource, `attaches to ${target}, which no template makes`);
    }
  }
  return found;
}

function document(
  resource: Resource,
  value: Json | undefined,
  consumed: Set<object>,
  name = resource.logicalId,
): NamedPolicy | undefined {
  if (!isObject(value)) return undefined;
  consumed.add(value);
  return { name, policy: value as unknown as PolicyDocument, origin: placeOf(resource) };
}
