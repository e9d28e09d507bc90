import type { NamedPolicy, PolicyDocument, PolicySet, Verdict } from '../../templates/judge/decide/request.ts';
import { belongs, isFederated } from './callers.ts';
import { type Case, everything } from './generate.ts';

/** One layer of a case, asked by itself: iam-rs knows statements and principals, and no layers. */
export interface Alone {
  layer: string;
  /** The layer with nothing beside it that decides. */
  case: Case;
  /** What iam-rs is given. */
  policies: PolicyDocument[];
}

const all: NamedPolicy = { name: 'everything', policy: everything };

/** Lets through what comes from another account, or from none. */
const opened = ({ request }: Case): Partial<PolicySet> => {
  const own = belongs(request.principal) && request.principal.split(':')[4] === request.resourceAccount;
  const policy: PolicyDocument = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: '*', Action: request.action, Resource: '*' },
  };
  return own ? {} : { resource: { name: 'open', policy } };
};

export const alone = (each: Case): Alone[] => {
  const { request, policies } = each;
  const rest = opened(each);
  const isOwn = rest.resource === undefined;
  const asked = { ...request, unseenResourcePolicy: 'delegates' as const };
  const identity = belongs(request.principal) ? [all] : [];
  const put = (layer: string, list: NamedPolicy[], set: PolicySet, more: PolicyDocument[] = []): Alone => ({
    layer,
    // A federated user needs a session policy.
    case: { request: asked, policies: { ...(isFederated(request.principal) && { session: [all] }), ...set } },
    policies: [...list.map(({ policy }) => policy), ...more],
  });
  const found: Alone[] = [];
  if (policies.identity.length > 0) {
    found.push(put('identity', policies.identity, { identity: policies.identity, ...rest }));
  }
  for (const layer of ['boundary', 'session', 'endpoint'] as const) {
    const list = policies[layer];
    if (list) found.push(put(layer, list, { identity, [layer]: list, ...rest }));
  }
  for (const level of policies.scp ?? []) found.push(put('scp', level, { identity, scp: [level], ...rest }));
  // An RCP only takes away: iam-rs is given what it takes from.
  for (const level of policies.rcp ?? []) {
    found.push(put('rcp', level, { identity, rcp: [level], ...rest }, [everything]));
  }
  const { resource } = policies;
  // In its own account the caller has nothing of their own here, so that only a grant to them counts.
  if (resource) found.push(put('resource', [resource], { identity: isOwn ? [] : identity, resource }));
  return found;
};

export const verdicts: Record<string, Verdict> = {
  Allow: 'Allowed',
  Deny: 'ExplicitlyDenied',
  NotApplicable: 'ImplicitlyDenied',
};
