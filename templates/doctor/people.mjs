// Who may take the roles of people, by the roles' own trusts: each user, permission set or provider that they name has to be there.
import { warning } from './check.mjs';
import { resourcesOf, textOf } from './repository.mjs';

/** Those whom the roles' trusts name, and the roles that each may take. @param {any} context @returns {Map<string, string[]>} */
function letIn({ stacks, account }) {
  /** @type {Map<string, string[]>} */
  const named = new Map();
  for (const { stack, id, properties } of resourcesOf(stacks, 'AWS::IAM::Role')) {
    const role = textOf(properties.RoleName, { account, region: stack.region }) ?? id;
    const text = (/** @type {any} */ value) => textOf(value, { account, region: stack.region });
    for (const { Effect, Principal, Condition } of [properties.AssumeRolePolicyDocument?.Statement ?? []].flat()) {
      if (Effect !== 'Allow') continue;
      const arns = [Principal?.Federated, Condition?.ArnLike?.['aws:PrincipalArn']].flat().map(text);
      for (const arn of arns) if (arn && kindOf(arn)) named.set(arn, [...(named.get(arn) ?? []), role]);
    }
  }
  return named;
}

const reserved = '/aws-reserved/sso.amazonaws.com/';

/**
 * @typedef {{ words: (arn: string) => string[], arns: (answer: any, arn: string) => string[] }} Listing
 * @typedef {Listing & { of: RegExp, name: (arn: string) => string, what: string, fix: (name: string, account: string) => string }} Kind
 */

/** @type {Kind[]} */
export const kinds = [
  {
    // IAM Identity Center User Guide, "Referencing permission sets in resource policies": assigned to an account, a set has a role there.
    of: /:role\/aws-reserved\/sso\.amazonaws\.com\//,
    name: (arn) => arn.replace(/^.*\/AWSReservedSSO_(.*)_[^_]*$/, '$1'),
    what: 'permission set',
    fix: (name, account) =>
      `Where IAM Identity Center is administered, with the policy of docs/sign-in.md: aws sso-admin create-permission-set --instance-arn INSTANCE_ARN --name ${name}; aws sso-admin create-account-assignment --instance-arn INSTANCE_ARN --permission-set-arn SET_ARN --target-type AWS_ACCOUNT --target-id ${account} --principal-type GROUP --principal-id GROUP_ID`,
    words: () => ['iam', 'list-roles', '--path-prefix', reserved],
    arns: ({ Roles }) => arnsIn(Roles),
  },
  {
    of: /:saml-provider\//,
    name: (arn) => arn.replace(/^.*:saml-provider\//, ''),
    what: 'SAML provider',
    fix: (name) => `aws iam create-saml-provider --name ${name} --saml-metadata-document file://metadata.xml`,
    words: (arn) => ['iam', 'get-saml-provider', '--saml-provider-arn', arn],
    arns: (found, arn) => (found ? [arn] : []),
  },
  {
    of: /:user\//,
    name: (arn) => arn.replace(/^.*:user\//, ''),
    what: 'IAM user',
    fix: (name) => {
      const [user = '', ...path] = name.split('/').reverse();
      const where = path.length > 0 ? ` --path /${path.reverse().join('/')}/` : '';
      return `aws iam create-user${where} --user-name ${user === '*' ? 'NAME' : user}`;
    },
    words: () => ['iam', 'list-users'],
    arns: ({ Users }) => arnsIn(Users),
  },
  {
    of: /:role\//,
    name: (arn) => arn.replace(/^.*:role\//, ''),
    what: 'role',
    fix: () => 'npx create-secure-ml answers --set people.roles.ROLE=NAME',
    words: () => ['iam', 'list-roles'],
    arns: ({ Roles }) => arnsIn(Roles),
  },
];

/** @param {string} arn */
const kindOf = (arn) => kinds.find(({ of }) => of.test(arn));

const arnsIn = (/** @type {any[] | undefined} */ items) => (items ?? []).map(({ Arn }) => Arn);

/** @param {string} pattern as ArnLike takes it */
const alike = (pattern) =>
  new RegExp(
    `^${pattern
      .replace(/[\\^$+.()|[\]{}]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );

/** A set's role is named with and without a region in its path: one of both has to be there. @param {any} context */
async function people(context) {
  const { aws, home, account } = context;
  const named = letIn(context);
  if (named.size === 0) return undefined;
  /** @type {Map<string, { kind: Kind, name: string, roles: string[], arns: string[] }>} */
  const entries = new Map();
  for (const [arn, roles] of named) {
    // Another account's identities are not to be seen from here.
    if (arn.split(':')[4] !== account) continue;
    const kind = /** @type {Kind} */ (kindOf(arn));
    const key = `${kind.what} ${kind.name(arn)}`;
    entries.set(key, { kind, name: kind.name(arn), roles, arns: [...(entries.get(key)?.arns ?? []), arn] });
  }
  /** @type {Map<string, Promise<any>>} */
  const asked = new Map();
  const ask = (/** @type {string[]} */ words) => {
    const key = words.join(' ');
    const answer = asked.get(key) ?? aws(words, { region: home, none: /NoSuchEntity/ });
    asked.set(key, answer);
    return answer;
  };
  const looked = await Promise.all(
    [...entries.values()].map(async ({ kind, name, roles, arns: [first = '', ...others] }) => {
      const there = kind.arns(await ask(kind.words(first)), first);
      if ([first, ...others].some((arn) => there.some((one) => alike(arn).test(one)))) return [];
      const what = `${account} has no ${kind.what} ${name}, by which people take ${roles.join(', ')}`;
      return [warning(what, kind.fix(name, account))];
    }),
  );
  return looked.flat();
}

/** @type {import('./check.mjs').Check[]} */
export const peopleChecks = [{ id: 'people', title: 'Whoever the roles let in is there', look: people }];
