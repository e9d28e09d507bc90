import type { CompiledStatement, Condition, PrincipalPattern } from '../../../templates/judge/decide/compiled.ts';
import { parseRange } from '../../../templates/judge/decide/operators.ts';
import { rightsOf } from '../../../templates/judge/read/model-identities.ts';
import { arnOf } from '../../../templates/judge/read/model-names.ts';
import type { AccessResource } from '../../../templates/judge/read/model-resources.ts';
import { allowedPrincipals, allowsOf } from '../../../templates/judge/show/matrix.ts';
import { isOpenSignIn } from './federated.ts';
import { type Looked, resourceAt, type Weakness, type WeaknessRule, weakness } from './weakness.ts';

/**
 * Keys whose fixed values make a policy for `*` one for somebody (Amazon S3 API Reference, "PublicAccessBlockConfiguration",
 * lists those of S3; KMS and IAM have the others).
 */
const narrowing =
  /^(aws:(principal(arn|account|orgid|orgpaths|serviceName)|source(arn|account|owner|vpc|vpce|ip|orgid|orgpaths)|userid|vpcsourceip)|kms:calleraccount|s3:dataaccesspointaccount)$/i;

/**
 * A value that says who it is. Amazon S3 User Guide, "Blocking public access", "The meaning of public": it has no wildcard and no
 * variable, and an address no block above /8. What is fixed at its start is enough for an organization and for an account's ARN.
 */
const isFixed = (key: string, text: string): boolean => {
  if (text.includes('${')) return false;
  if (key === 'aws:sourceip' || key === 'aws:vpcsourceip') {
    const range = parseRange(/[./]/.test(text) ? text : `${text}/128`);
    return range !== undefined && BigInt(range.width) - range.shift >= (range.width === 32 ? 8n : 32n);
  }
  // A bucket's name is nobody else's, whichever account and region its ARN leaves open.
  const start = /^(o-[a-z0-9]+\/|A[A-Z0-9]{15,}:|arn:[^:]*:([^:*?]+:[^:]*:\d{12}:|s3:[^:]*:[^:]*:[^*?]+$)).*/;
  return !/[*?]/.test(text.replace(start, ''));
};

const narrows = ({ key, negated, operator, ifExists, set, values }: Condition): boolean =>
  narrowing.test(key) &&
  !negated &&
  !ifExists &&
  set !== 'ForAllValues' &&
  operator !== 'Null' &&
  values.every(({ text }) => isFixed(key, text));

const accountsIn = (condition: Condition): string[] =>
  /^(aws:(principalaccount|sourceaccount|sourceowner)|kms:calleraccount)$/.test(condition.key)
    ? condition.values.map(({ text }) => text)
    : /^aws:(principal|source)arn$/.test(condition.key)
      ? condition.values.flatMap(({ text }) => text.split(':')[4] ?? [])
      : [];

const organizations = ({ key, values }: Condition): string[] =>
  /^aws:(principal|source)org(id|paths)$/.test(key) ? values.map(({ text }) => text) : [];

/** Services that do what any customer tells them, with whatever that customer names ("The confused deputy problem", IAM User Guide). */
const deputies = /^(apigateway|cloudfront|s3|sns)\.amazonaws\.com(\.cn)?$/;

/**
 * Whom a service acts for. For whom it takes a role, PassRole says; and with a key it opens nothing but what it was given, so that
 * AWS writes policies of keys without a source (Amazon SNS Developer Guide, "Key management").
 */
function openingOf(
  host: string,
  { conditions }: CompiledStatement,
  type: string,
  ours: (account: string) => boolean,
): { rule: WeaknessRule; to: string } | undefined {
  const limits = conditions.filter((condition) => narrows(condition) && /^aws:source(?!ip$)/.test(condition.key));
  const others = limits.flatMap(accountsIn).filter((account) => !ours(account));
  if (others.length > 0) return { rule: 'other-account', to: `${host} for account ${others.join(', ')}` };
  if (limits.length > 0 || !deputies.test(host) || /^AWS::(IAM|KMS)::/.test(type)) return undefined;
  return { rule: 'public', to: `${host} for everybody` };
}

/** What a statement is for one of its principals, and whom else it lets in; undefined where that is nobody else. */
function opening(
  pattern: PrincipalPattern | undefined,
  statement: CompiledStatement,
  type: string,
  ours: (account: string) => boolean,
): { rule: WeaknessRule; to: string } | undefined {
  const { conditions } = statement;
  if (!pattern || pattern.type === 'everyone') {
    const limits = conditions.filter(narrows);
    if (limits.length === 0) return { rule: 'public', to: 'everybody' };
    const organization = limits.flatMap(organizations);
    if (organization.length > 0) return { rule: 'other-account', to: `the organization ${organization.join(', ')}` };
    const others = limits.flatMap(accountsIn).filter((account) => !ours(account));
    return others.length > 0 ? { rule: 'other-account', to: `account ${others.join(', ')}` } : undefined;
  }
  if (pattern.type === 'account' && !ours(pattern.account))
    return { rule: 'other-account', to: `account ${pattern.account}` };
  if (pattern.type === 'arn') {
    const account = pattern.arn.split(':')[4] ?? '';
    return ours(account) ? undefined : { rule: 'other-account', to: pattern.arn };
  }
  if (pattern.type === 'service') return openingOf(pattern.host, statement, type, ours);
  if (pattern.type === 'federated' && isOpenSignIn(statement, pattern.provider))
    return { rule: 'public', to: `everybody whom ${pattern.provider} signs in` };
  return undefined;
}

/** Policies of resources that let in everybody, or somebody of another account. */
export function open(looked: Looked): Weakness[] {
  const { model, scope } = looked;
  const ours = (account: string) => !/^\d{12}$/.test(account) || model.accounts.includes(account);
  // An account's number in the name of a role is no proof of whose it is.
  const isNamedHere = (who: string) =>
    model.principals.some(({ name }) => name === who) ||
    model.accounts.includes(who.split(':')[4] ?? who.replace(/^any role of account /, ''));
  return model.resources.flatMap((resource) =>
    allowsOf(resource).flatMap((statement) =>
      (statement.principals?.not ? [undefined] : (statement.principals?.patterns ?? [])).flatMap((pattern) => {
        let found = opening(pattern, statement, resource.type, ours);
        if (!found) return [];
        const cells = allowedPrincipals(resource, statement, pattern, model, scope);
        // Denies of the same policy may leave nobody, or of everybody some.
        if (cells.length === 0) return [];
        if (found.to === 'everybody' && cells.every(({ who }) => !who.startsWith('everyone'))) {
          const whom = [...new Set(cells.map(({ who }) => who))].filter((who) => !isNamedHere(who));
          if (whom.length === 0) return [];
          found = { rule: 'other-account', to: whom.join(', ') };
        }
        const actions = [...new Set(cells.flatMap((cell) => cell.actions))];
        const when = [...new Set(cells.flatMap((cell) => cell.when))].join('; ');
        const what = `${found.to} may ${listed(actions)} on ${resource.name}${when ? ` (${when})` : ''}`;
        // Whoever may become a role may do what the role may.
        const role = model.principals.find(({ arn }) => arn === resource.arn);
        const rights = role ? [rightsOf(role.identity), role.boundary && rightsOf(role.boundary)] : [];
        const bound = [found.to, actions, cells.map((cell) => cell.what), when, rights];
        return [weakness(found.rule, placeOf(looked, resource), what, fixes[found.rule as keyof typeof fixes], bound)];
      }),
    ),
  );
}

const fixes = {
  public:
    'Name the principals, or add a condition with fixed values: aws:PrincipalOrgID, aws:SourceAccount, aws:SourceVpce.',
  'other-account': 'Take the account out of the policy, or accept that it is let in.',
};

const listed = (texts: string[]): string =>
  texts.length > 6 ? `${texts.slice(0, 6).join(', ')} and ${texts.length - 6} more` : texts.join(', ');

function placeOf({ assembly }: Looked, { policy, arn }: AccessResource) {
  const { origin } = policy ?? {};
  return origin
    ? resourceAt(assembly, ({ stack, logicalId }) => stack === origin.stack && logicalId === origin.logicalId)
    : resourceAt(assembly, (resource) => arnOf(resource) === arn);
}
