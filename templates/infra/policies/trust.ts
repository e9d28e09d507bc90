import type { People, PersonRole } from '../config.ts';

interface Place {
  partition: string;
  account: string;
}

/** Roles of people by the name that rows and ARNs have, with their key in settings.json. */
export const peopleRoles = {
  engineer: 'engineer',
  approver: 'approver',
  operator: 'operator',
  reviewer: 'reviewer',
  'break-glass': 'breakGlass',
} as const satisfies Record<string, PersonRole>;
export type PeopleRole = keyof typeof peopleRoles;

/** A statement of a trust policy, but for its Sid. */
export interface Trust {
  action: 'sts:AssumeRole' | 'sts:AssumeRoleWithSAML';
  /** The account's identities, of which the condition names some, or a SAML provider. */
  principal: { account: true } | { provider: string };
  conditions: Record<string, Record<string, string | string[]>>;
}

/** Where SAML sends people to: IAM User Guide, "Create a role for SAML 2.0 federation"; AWS in China and GovCloud have their own. */
const samlAudiences: Record<string, string> = {
  aws: 'https://signin.aws.amazon.com/saml',
  'aws-cn': 'https://signin.amazonaws.cn/saml',
  'aws-us-gov': 'https://signin.amazonaws-us-gov.com/saml',
};

export const samlAudience = (partition: string): string => samlAudiences[partition] ?? '';

/** IAM Identity Center API Reference, "CreatePermissionSet": a name has 32 characters at the most. */
const permissionSetLength = 32;

/** Who takes a role where the answer is `default`. */
export function defaultEntry(signIn: People['signIn'], project: string, role: PeopleRole | 'deployer'): string {
  if (signIn === 'saml') return project;
  if (signIn === 'iam-users') return `${project}/${role}/*`;
  return `${project.slice(0, permissionSetLength - role.length - 1)}-${role}`;
}

/** The entries of an answer, `default` resolved. */
export function entriesOf({ signIn, roles }: People, project: string, role: PeopleRole): string[] {
  const given = roles[peopleRoles[role]];
  return given === 'default' ? [defaultEntry(signIn, project, role)] : given;
}

/**
 * ARNs that a permission set's role has in an account: its name ends in 16 places of IAM Identity Center's own, and its path
 * has the region, except in us-east-1 (IAM Identity Center User Guide, "Referencing permission sets in resource policies").
 */
function permissionSetArns({ partition, account }: Place, name: string): string[] {
  const path = `arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com`;
  const last = `AWSReservedSSO_${name}_${'?'.repeat(16)}`;
  return [`${path}/${last}`, `${path}/*/${last}`];
}

/** ARNs for `aws:PrincipalArn`, which for a session is its role's. */
export function arnsOf(place: Place, signIn: People['signIn'], entries: string[]): string[] {
  return entries.flatMap((entry) => {
    if (entry.startsWith('arn:')) return [entry];
    if (signIn === 'iam-users') return [`arn:${place.partition}:iam::${place.account}:user/${entry}`];
    return permissionSetArns(place, entry);
  });
}

/**
 * Who may take a role, by the sign-in. The second factor: IAM Identity Center and a SAML provider ask for it themselves,
 * and their sessions carry no key that shows it (IAM User Guide, "AWS global condition context keys",
 * aws:MultiFactorAuthPresent); an IAM user's call carries it. Breaking the glass asks for one of the last hour.
 */
export function peopleTrust(place: Place, people: People, project: string, role: PeopleRole): Trust[] {
  const entries = entriesOf(people, project, role);
  if (people.signIn === 'saml') {
    return entries.map((provider) => ({
      action: 'sts:AssumeRoleWithSAML',
      principal: { provider: `arn:${place.partition}:iam::${place.account}:saml-provider/${provider}` },
      conditions: { StringEquals: { 'SAML:aud': samlAudience(place.partition) } },
    }));
  }
  const mfa: Trust['conditions'] =
    people.signIn === 'iam-users'
      ? {
          Bool: { 'aws:MultiFactorAuthPresent': 'true' },
          ...(role === 'break-glass' && { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }),
        }
      : {};
  return [
    {
      action: 'sts:AssumeRole',
      principal: { account: true },
      conditions: { ArnLike: { 'aws:PrincipalArn': arnsOf(place, people.signIn, entries) }, ...mfa },
    },
  ];
}

/** An identity that the trust lets in, as an example for rows: `engineer-person`. */
export function examplePerson(place: Place, people: People, project: string, role: PeopleRole): string {
  const [first] = peopleTrust(place, people, project, role);
  if (!first) return '';
  if ('provider' in first.principal) return first.principal.provider;
  const [arn = ''] = first.conditions.ArnLike?.['aws:PrincipalArn'] ?? [];
  return arn.replace('?'.repeat(16), '0123456789abcdef').replace('*', 'alex');
}

/**
 * Seconds that a session lasts at the most. A session that another role's session takes lasts an hour, whatever a role
 * says (IAM User Guide, "Roles terms and concepts", role chaining): people of IAM Identity Center chain.
 */
export function sessionSeconds({ signIn }: People, role: PeopleRole): number {
  return role === 'break-glass' || signIn === 'identity-center' ? 3600 : 43200;
}
