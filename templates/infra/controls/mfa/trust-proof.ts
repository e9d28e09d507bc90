import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { isObject, type JsonObject, listOf } from '../../../judge/read/json.ts';
import type { PersonRole, Settings } from '../../config.ts';
import { type Check, every, isNotExactly, none, statementsOf } from '../check.ts';

/** The trust of a role of people, written apart from infra/policies/trust.ts, which makes it. */
function trustOf(settings: Settings, role: string, key: PersonRole, { stacks, account }: Assembly): JsonObject[] {
  const partition = stacks[0]?.partition ?? '';
  const { signIn, roles } = settings.people;
  const iam = `arn:${partition}:iam::${account}`;
  const ofAccount = (arns: string[], more: JsonObject = {}): JsonObject => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: `${iam}:root` },
    Condition: { ArnLike: { 'aws:PrincipalArn': arns }, ...more },
  });
  const usual = {
    'identity-center': `${settings.name.slice(0, 31 - role.length)}-${role}`,
    saml: settings.name,
    'iam-users': `${settings.name}/${role}/*`,
  };
  const given = roles[key];
  const entries = given === 'default' ? [usual[signIn]] : given;
  if (signIn === 'iam-users') {
    const fresh: JsonObject = role === 'break-glass' ? { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } } : {};
    const users = entries.map((entry) => (entry.startsWith('arn:') ? entry : `${iam}:user/${entry}`));
    return [ofAccount(users, { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, ...fresh })];
  }
  if (signIn === 'identity-center') {
    const set = (name: string) => `AWSReservedSSO_${name}_????????????????`;
    const path = `${iam}:role/aws-reserved/sso.amazonaws.com/`;
    const all = entries.flatMap((entry) =>
      entry.startsWith('arn:') ? [entry] : [path + set(entry), `${path}*/${set(entry)}`],
    );
    return [ofAccount(all)];
  }
  const host =
    { 'aws-cn': 'signin.amazonaws.cn', 'aws-us-gov': 'signin.amazonaws-us-gov.com' }[partition] ??
    'signin.aws.amazon.com';
  return entries.map((name) => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithSAML',
    Principal: { Federated: `${iam}:saml-provider/${name}` },
    Condition: { StringEquals: { 'SAML:aud': `https://${host}/saml` } },
  }));
}

/** Whoever the answers name takes the role, for as long as its sign-in allows, and nobody else does. */
export function trustCheck(settings: Settings, role: string, key: PersonRole): Check {
  const short = role === 'break-glass' || settings.people.signIn === 'identity-center';
  return every(
    `only those whom the answers name for it take the role ${role}`,
    {
      type: 'AWS::IAM::Role',
      where: ({ properties }: Resource) => properties.RoleName === `${settings.name}-${role}`,
    },
    ({ properties }, assembly) => {
      const seconds = short ? 3600 : 43200;
      if (properties.MaxSessionDuration !== seconds) return `lasts ${properties.MaxSessionDuration} s, not ${seconds}`;
      return isNotExactly(properties, trustOf(settings, role, key, assembly), 'AssumeRolePolicyDocument');
    },
  );
}

const people: [string, PersonRole][] = [
  ['engineer', 'engineer'],
  ['approver', 'approver'],
  ['operator', 'operator'],
  ['reviewer', 'reviewer'],
  ['break-glass', 'breakGlass'],
];

/** A statement by which somebody who is not a service, and no workflow, takes the role. */
function letsPeopleIn({ Effect, Principal }: JsonObject): boolean {
  if (Effect !== 'Allow') return false;
  if (!isObject(Principal)) return true;
  const providers = listOf(Principal.Federated).map(String);
  // A role of these templates is itself taken by somebody, and this sentence is about it too.
  const callers = listOf(Principal.AWS).filter((arn) => !/:role\/«[^»]*»$/.test(String(arn)));
  return callers.length > 0 || providers.some((arn) => !arn.includes(':oidc-provider/'));
}

/** What the sign-in asks of whoever takes a role of people. */
function asksFor({ people: { signIn } }: Settings, { Condition }: JsonObject): boolean {
  const all = isObject(Condition) ? Condition : {};
  const valuesOf = (operator: string, key: string) => {
    const pairs = all[operator];
    return isObject(pairs) ? listOf(pairs[key]).map(String) : [];
  };
  if (signIn === 'iam-users') return valuesOf('Bool', 'aws:MultiFactorAuthPresent').join() === 'true';
  if (signIn === 'saml') return valuesOf('StringEquals', 'SAML:aud').length > 0;
  const arns = ['ArnLike', 'ArnEquals'].flatMap((operator) => valuesOf(operator, 'aws:PrincipalArn'));
  return arns.length > 0 && arns.every((arn) => arn.includes(':role/aws-reserved/sso.amazonaws.com/'));
}

/** Roles that somebody adds: the sentence ranges over what there is, and not over the names of these templates. */
export function otherTrusts(settings: Settings): Check {
  const known = new Set(people.map(([role]) => `${settings.name}-${role}`));
  return none(
    'no other role lets people in past what their sign-in asks for',
    { type: 'AWS::IAM::Role', where: ({ properties }) => !known.has(String(properties.RoleName)) },
    ({ properties }) => {
      const open = statementsOf(properties, 'AssumeRolePolicyDocument').find(
        (statement) => letsPeopleIn(statement) && !asksFor(settings, statement),
      );
      if (!open) return undefined;
      const { signIn } = settings.people;
      return `lets people in whatever their sign-in (${signIn}) says: give it the condition of infra/policies/trust.ts, or let a service alone take it`;
    },
  );
}
