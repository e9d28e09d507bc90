import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import type { JsonObject } from '../../../judge/read/json.ts';
import type { PersonRole, Settings } from '../../config.ts';
import { type Check, every, isNotExactly } from '../check.ts';

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
