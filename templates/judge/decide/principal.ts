import type { Facts, PrincipalPattern } from './compiled.ts';
import { arnParts, pathParts } from './pattern.ts';
import { remembered } from './remembered.ts';
import { PolicyError, type Truth } from './request.ts';

/** Who asks, and what the Principal element of a policy says about them. */

export interface Principal {
  kind: 'user' | 'role' | 'session' | 'federated-user' | 'root' | 'service' | 'provider' | 'anonymous';
  /** As asked: an ARN, a service host, `*`. */
  name: string;
  /** undefined: a service or an anonymous caller, who belong to no account of ours. */
  account: string | undefined;
  /** The role of a session. Without a context that names it, the role is taken to have no path. */
  role?: string;
  isServiceLinked: boolean;
}

const hosts = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|internal|aws)$/i;
/** IAM User Guide, "AWS JSON policy elements: Principal": the identity providers that are built in. */
const builtInProviders =
  /^(cognito-identity\.amazonaws\.com|www\.amazon\.com|graph\.facebook\.com|accounts\.google\.com)$/;

const assumesWithToken = remembered((action) => /^sts:assumerolewith/i.test(action));

const known = new Map<string, Principal>();
export const parsePrincipal = (name: string, action: string): Principal => {
  const key = assumesWithToken(action) ? `${name} ${action}` : name;
  let principal = known.get(key);
  if (!principal) {
    principal = parse(name, action);
    if (known.size > 10_000) known.clear();
    known.set(key, principal);
  }
  return principal;
};

const parse = (name: string, action: string): Principal => {
  if (name === '*') return { kind: 'anonymous', name, account: undefined, isServiceLinked: false };
  if (builtInProviders.test(name) && assumesWithToken(action)) {
    return { kind: 'provider', name, account: undefined, isServiceLinked: false };
  }
  if (hosts.test(name))
    return { kind: 'service', name: name.toLowerCase(), account: undefined, isServiceLinked: false };
  const [, partition, service, , account = '', resource = ''] = arnParts(name) ?? [];
  const [type = '', ...rest] = pathParts(resource);
  const last = rest.at(-1);
  if (!/^\d{12}$/.test(account))
    throw new PolicyError('request', 'is not an ARN, service host or *', `principal ${name}`);
  const made = (kind: Principal['kind'], more: Partial<Principal> = {}): Principal => ({
    kind,
    name,
    account,
    isServiceLinked: false,
    ...more,
  });
  if (service === 'iam' && resource === 'root') return made('root');
  if (service === 'iam' && type === 'user' && last) return made('user');
  if (service === 'iam' && type === 'role' && last) {
    return made('role', { role: name, isServiceLinked: rest[0] === 'aws-service-role' });
  }
  if (service === 'iam' && /^(oidc|saml)-provider$/.test(type) && last) return made('provider');
  if (service === 'sts' && type === 'federated-user' && rest.length === 1 && last) return made('federated-user');
  if (service === 'sts' && type === 'assumed-role' && rest.length === 2 && last) {
    const role = `arn:${partition}:iam::${account}:role/${rest[0]}`;
    // IAM User Guide, "Create a service-linked role": the prefix is reserved for them.
    return made('session', { role, isServiceLinked: /^AWSServiceRoleFor/.test(rest[0] ?? '') });
  }
  throw new PolicyError('request', 'is a kind of principal that is not understood', `principal ${name}`);
};

/**
 * How far a grant reaches past the caller's own policies, in the same account.
 * `account` only delegates; `role` is limited by boundary and session policy; `everyone` by the session policy;
 * `direct` by nothing. IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access".
 */
export type PolicyReach = 'account' | 'role' | 'everyone' | 'direct';

export interface Named {
  truth: Truth;
  reach: PolicyReach;
}

/** No page says whether an account as principal means its identity providers, too. */
const ofAccount = ({ name, account }: Principal) =>
  new PolicyError('unsupported', `AWS does not say whether account ${account} as principal names it`, name);

const nobody: Named = { truth: 'no', reach: 'account' };

export const namedBy = (pattern: PrincipalPattern, who: Principal, facts: Facts): Named => {
  switch (pattern.type) {
    case 'everyone':
      return { truth: 'yes', reach: who.kind === 'service' || who.kind === 'user' ? 'direct' : 'everyone' };
    case 'account':
      if (who.account !== pattern.account) return nobody;
      if (who.kind === 'provider') throw ofAccount(who);
      return { truth: 'yes', reach: who.kind === 'root' ? 'direct' : 'account' };
    case 'service':
      return { truth: who.kind === 'service' && who.name === pattern.host ? 'yes' : 'no', reach: 'direct' };
    case 'federated':
      return { truth: who.kind === 'provider' && who.name === pattern.provider ? 'yes' : 'no', reach: 'direct' };
    case 'arn':
      return namedByArn(pattern.arn, who, facts);
  }
};

const namedByArn = (arn: string, who: Principal, facts: Facts): Named => {
  if (who.kind === 'federated-user' && who.name !== arn && arn.includes(`:${who.account}:user/`)) {
    throw new PolicyError('unsupported', `whether ${who.name} came from this user is not known`, arn);
  }
  if (who.kind === 'role' || who.kind === 'session') {
    if (arn === roleOf(who, facts)) return { truth: 'yes', reach: 'role' };
    if (who.kind === 'role') return { truth: sessionOf(arn, who, facts), reach: 'direct' };
  }
  return who.kind !== 'provider' && who.name === arn ? { truth: 'yes', reach: 'direct' } : nobody;
};

/** A session's ARN leaves out its role's path; `aws:PrincipalArn` in the context gives it. */
export const roleOf = (who: Principal, facts: Facts): string | undefined =>
  who.kind === 'session' ? (facts.get('aws:principalarn')?.[0] ?? who.role) : who.role;

/** A role stands for all its sessions: one of them is told by the part of aws:userid after the colon. */
const sessionOf = (arn: string, who: Principal, facts: Facts): Truth => {
  const [, , service, , account, resource = ''] = arnParts(arn) ?? [];
  const [type, role, session] = pathParts(resource);
  if (service !== 'sts' || type !== 'assumed-role' || account !== who.account) return 'no';
  if (role !== pathParts(who.name).at(-1)) return 'no';
  const id = facts.get('aws:userid');
  if (id === undefined) return 'unknown';
  return id?.some((each) => each.slice(each.indexOf(':') + 1) === session) ? 'yes' : 'no';
};

/**
 * Deny with NotPrincipal. IAM User Guide, "AWS JSON policy elements: NotPrincipal": the caller, its role and its
 * account must all be named, else AWS "might" deny; "Permissions boundaries for IAM entities": one who has a
 * boundary is always denied. What "might" be is refused.
 */
export const isExempt = (patterns: PrincipalPattern[], who: Principal, hasBoundary: boolean, place: string): Truth => {
  if (hasBoundary) return 'no';
  const names = (arn: string | undefined) => patterns.some((each) => each.type === 'arn' && each.arn === arn);
  const account = patterns.some((each) => each.type === 'account' && each.account === who.account);
  if (who.kind === 'provider' && account) throw ofAccount(who);
  if (who.kind === 'service' || who.kind === 'provider' || who.kind === 'anonymous') {
    const named = patterns.some(
      (each) =>
        (each.type === 'service' && each.host === who.name && who.kind === 'service') ||
        (each.type === 'federated' && each.provider === who.name && who.kind === 'provider'),
    );
    return named ? 'yes' : 'no';
  }
  if (who.kind === 'root') return account ? 'yes' : 'no';
  const itself = names(who.name);
  const chain = who.kind === 'session' ? [account, names(who.role), itself] : [account, itself];
  if (chain.every(Boolean) && who.kind !== 'role') return 'yes';
  const others = patterns.some((each) => each.type === 'arn' && each.arn.includes(`:${who.account}:`));
  const sessions = patterns.some((each) => each.type === 'arn' && each.arn.includes(`:${who.account}:assumed-role/`));
  const anyOfRole = who.kind === 'role' && (itself || sessions);
  if (chain.slice(1).some(Boolean) || anyOfRole || (account && !others)) {
    throw new PolicyError(
      'unsupported',
      `NotPrincipal names ${who.name} only in part; AWS does not say who is then denied`,
      place,
    );
  }
  return 'no';
};
