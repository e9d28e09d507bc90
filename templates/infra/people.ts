import { partitionOf } from '../judge/place.ts';
import type { People, PersonRole } from './config.ts';

interface Answered {
  region: string;
  accounts: Record<string, string | null>;
  people: People;
}

/** What an entry may be, by the sign-in. IAM Identity Center API Reference, "CreatePermissionSet"; IAM User Guide, "IAM identifiers". */
const forms: Record<People['signIn'], { entry: RegExp; give: string }> = {
  'identity-center': {
    entry: /^([\w+=.@-]{1,32}|arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576})$/,
    give: "a permission set's name without a path, or the ARN of a role",
  },
  saml: { entry: /^[\w.-]{1,128}$/, give: 'the name of a SAML provider of this account' },
  'iam-users': {
    entry:
      /^(([\w+=,.@-]{1,128}\/){1,8}\*|([\w+=,.@-]{1,128}\/){0,8}[\w+=,.@-]{1,128}|arn:aws[a-z-]*:iam::\d{12}:user\/[\w+=,.@/-]{1,576})$/,
    give: "an IAM user's name with its path, PATH/* for all below it, or a user's ARN",
  },
};

const isList = (given: unknown): given is unknown[] => Array.isArray(given);

/** What is wrong with one entry, as the end of a sentence that begins with it. */
function faultOf(entry: unknown, { region, accounts, people }: Answered): string | undefined {
  const { entry: form, give } = forms[people.signIn];
  if (typeof entry !== 'string' || !form.test(entry)) return `is not ${give}, as the sign-in ${people.signIn} asks`;
  const [, partition, account] = /^arn:([^:]*):iam::(\d{12}):/.exec(entry) ?? [];
  if (partition === undefined) return undefined;
  const home = partitionOf(region).partition;
  if (partition !== home) return `is in partition ${partition}, and ${region} is in ${home}`;
  const own = Object.values(accounts).filter((one) => one !== null);
  // The trust names this account's identities alone, so one of another account could never take the role.
  return own.length > 0 && !own.includes(account ?? '')
    ? `is of account ${account}, and the accounts are ${own.join(', ')}`
    : undefined;
}

/** What is wrong with people.roles of a settings.json that was edited by hand; each with what to write instead. */
export function faultsOfPeople(answered: Answered, roles: readonly PersonRole[]): string[] {
  const { give } = forms[answered.people.signIn];
  return roles.flatMap((role) => {
    const given: unknown = answered.people.roles?.[role];
    const said = `settings.json: "people.roles.${role}"`;
    if (given === 'default') return [];
    if (!isList(given) || given.length === 0) return [`${said} names nobody; use "default", or a list of ${give}`];
    if (new Set(given).size < given.length) return [`${said} names one twice; name each once`];
    return given.flatMap((entry) => {
      const fault = faultOf(entry, answered);
      return fault ? [`${said} has ${JSON.stringify(entry)}, which ${fault}; use "default", or a list of ${give}`] : [];
    });
  });
}

/** `team/*` and `team/alex` are both of alex. */
function meet(one: string, other: string): boolean {
  const inside = (wide: string, narrow: string) => wide.endsWith('/*') && narrow.startsWith(wide.slice(0, -1));
  return one === other || inside(one, other) || inside(other, one);
}

/** A SAML provider is nobody: which of its people take which role, it says itself. */
export function sharedByPeople({ people: { signIn, roles } }: Pick<Answered, 'people'>): string[] {
  const [engineers, approvers] = [roles.engineer, roles.approver];
  if (signIn === 'saml' || engineers === 'default' || approvers === 'default') return [];
  const both = engineers.filter((one) => approvers.some((other) => meet(one, other)));
  return both.map(
    (who) =>
      `settings.json: ${JSON.stringify(who)} is engineer and approver: whoever trains a model can approve it too. Name others in "people.roles.approver"`,
  );
}
