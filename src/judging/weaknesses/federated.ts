import type { CompiledStatement, Condition } from '../../../templates/judge/decide/compiled.ts';
import { matchesTokens } from '../../../templates/judge/decide/pattern.ts';
import { actionMatches } from '../../../templates/judge/decide/statement.ts';

/**
 * Of providers that anybody can have an account at, where `sub` says whose it is (the page of each on OpenID Connect, "sub"). A
 * repository, an environment or a branch of a name is anybody's where its owner is open.
 */
const owners: Record<string, RegExp> = {
  'token.actions.githubusercontent.com':
    /(^|:)((repo|repository|job_workflow_ref):[^/*]+\/|(repository_owner|repository_owner_id|repository_id|enterprise):[^:*]+(:|$))/,
  'gitlab.com': /^project_path:[^/*]+\//,
  'app.terraform.io': /^organization:[^:*]+:/,
  'agent.buildkite.com': /^organization:[^:*]+:/,
  'api.pulumi.com/oidc': /(^|:)org:[^:*]+:/,
  'oidc.vercel.com': /^owner:[^:*]+:/,
  'accounts.google.com': /^[^*]+$/,
};

/** The other claims that say it: with the owner in front of a name, or as a whole. */
const whole =
  /^(repository_owner|repository_owner_id|repository_id|enterprise|enterprise_id|actor_id|app_id|user_id|id|email)$/;
const owned = /^(repository|job_workflow_ref)$/;

/** The text up to what it leaves open, for which `*` stands. */
const headOf = ({ text }: { text: string }): string => text.replace(/([*?]|\$\{).*$/s, '*');

/** A sign-in at a provider that others use too says who it is in its claims (IAM User Guide, "Create a role for OIDC federation"). */
function saysWho({ key, negated, operator, values, ifExists, set }: Condition): boolean {
  // That a claim is there says nothing of its value.
  if (negated || operator === 'Null') return false;
  const at = key.lastIndexOf(':');
  const [host, claim] = [key.slice(0, at), key.slice(at + 1)];
  const heads = values.map(headOf);
  // Every token has its subject.
  if (claim === 'sub') return heads.every((head) => (owners[host] ?? /^[^*]/).test(head));
  if (ifExists || set === 'ForAllValues') return false;
  if (owned.test(claim)) return heads.every((head) => /^[^/*]+\//.test(head));
  return whole.test(claim) && heads.every((head) => !head.includes('*'));
}

/** Cognito signs in guests, and the users of pools that are anybody's (IAM User Guide, "OIDC federation": Amazon Cognito). */
function isPool(conditions: Condition[]): boolean {
  const is = (name: string, isFixed: (value: Condition['values'][number]) => boolean) =>
    conditions.some(
      ({ key, negated, operator, values }) =>
        key.endsWith(`:${name}`) && !negated && operator !== 'Null' && values.every(isFixed),
    );
  const isGuest = ({ tokens, variables, text }: Condition['values'][number]) =>
    variables.length > 0 || matchesTokens(tokens, 'unauthenticated') || text.toLowerCase() === 'unauthenticated';
  return is('aud', (value) => !headOf(value).includes('*')) && is('amr', (value) => !isGuest(value));
}

/** Whether a statement lets in, of those who sign in at a provider, more than its conditions name. */
export function isOpenSignIn(statement: CompiledStatement, provider: string): boolean {
  if (!actionMatches(statement, 'sts:assumerolewithwebidentity')) return false;
  const { conditions } = statement;
  return !(provider.startsWith('cognito-identity.') ? isPool(conditions) : conditions.some(saysWho));
}
