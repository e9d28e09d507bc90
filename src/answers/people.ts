import { type Answers, type PersonRole, personRoles, type SignIn } from './answers.ts';

/** Who cannot come in by the sign-in. IAM Identity Center API Reference, "CreatePermissionSet": 32 characters at the most. */
const fits: Record<SignIn, { entry: RegExp; what: string }> = {
  'identity-center': {
    entry: /^([\w+=.@-]{1,32}|arn:[^/]*:role\/.*)$/,
    what: "is neither a permission set's name, of 32 characters at the most and without a path, nor the ARN of a role",
  },
  saml: { entry: /^[\w.-]{1,128}$/, what: 'is not the name of a SAML provider' },
  'iam-users': { entry: /^(?!arn:)|^arn:[^/]*:user\//, what: 'is not an IAM user' },
};

/** A trust names the identities of its own account: a role of another one could never take it. */
function isElsewhere(entry: string, accounts: string[]): boolean {
  const [, account] = /^arn:[^:]*:iam::(\d{12}):/.exec(entry) ?? [];
  return account !== undefined && accounts.length > 0 && !accounts.includes(account);
}

/** Entries of people.roles that the sign-in or the accounts leave out. */
export function* strangersTo({
  people: { signIn, roles },
  accounts,
}: Pick<Answers, 'people' | 'accounts'>): Generator<{ role: PersonRole; who: string; what: string }> {
  const { entry, what } =
    typeof signIn === 'string' && Object.hasOwn(fits, signIn) ? fits[signIn] : fits['identity-center'];
  const own = Object.values(accounts).filter((one) => one !== null);
  for (const role of personRoles) {
    const given = roles[role];
    // What is not a list of texts is told by the rule of the answer itself.
    if (!(Array.isArray(given) && given.every((one) => typeof one === 'string'))) continue;
    const stranger = given.find((one) => !entry.test(one));
    if (stranger !== undefined) yield { role, who: stranger, what: `${what}, as people.signIn asks` };
    const elsewhere = given.find((one) => isElsewhere(one, own));
    if (elsewhere !== undefined)
      yield { role, who: elsewhere, what: `is of none of the accounts here: ${own.join(', ')}` };
  }
}

const inside = (wide: string, narrow: string) => wide.endsWith('/*') && narrow.startsWith(wide.slice(0, -1));

/** Who is engineer and approver both. A SAML provider is nobody: which of its people take which role, it says itself. */
export function trainAndApprove({ people: { signIn, roles } }: Pick<Answers, 'people'>): string[] {
  const { engineer, approver } = roles;
  if (signIn === 'saml' || !Array.isArray(engineer) || !Array.isArray(approver)) return [];
  return engineer.filter((one) => approver.some((other) => one === other || inside(one, other) || inside(other, one)));
}
