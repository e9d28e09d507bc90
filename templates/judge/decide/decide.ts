import type { CompiledSet } from './compiled.ts';
import { factsOf } from './facts.ts';
import { type AccessRequest, both, either, evaluateLayer, noGrants, type Said } from './layers.ts';
import { compileSet } from './policy.ts';
import { parsePrincipal } from './principal.ts';
import { asked } from './question.ts';
import { type Decision, PolicyError, type PolicyLayer, type PolicySet, type Request, type Truth } from './request.ts';

/**
 * Whether a request is allowed. IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny
 * access", "Policy evaluation for requests within a single account", "Cross-account policy evaluation logic".
 */
export const decide = (request: Request, policies: PolicySet): Decision =>
  decideCompiled(request, compileSet(policies));

/** The same over policies that are compiled. */
export const decideCompiled = (request: Request, set: CompiledSet): Decision => {
  const who = parsePrincipal(request.principal, request.action);
  const question: AccessRequest = {
    who,
    asked: asked(request),
    facts: factsOf(request),
    hasBoundary: (set.boundary?.length ?? 0) > 0,
  };
  const heard = hear(request, set, question);
  const said = heard.map(({ says }) => says);
  let deny: Truth = 'no';
  for (const each of said) deny = either(deny, each.deny);
  if (deny === 'yes') {
    return { verdict: 'ExplicitlyDenied', by: said.flatMap((each) => each.denies), dependsOn: [] };
  }
  const allow = weigh(request, set, question, heard);
  if (allow === 'yes' && deny === 'no') {
    return { verdict: 'Allowed', by: said.flatMap((each) => each.allows), dependsOn: [] };
  }
  const missing = missingLayers(request, question, heard);
  if (allow === 'no' && deny === 'no') return { verdict: 'ImplicitlyDenied', by: [], dependsOn: [], missing };
  const open = [
    ...(deny === 'unknown' ? said.flatMap((each) => each.openDenies) : []),
    ...(allow === 'unknown' ? said.filter(leavesOpen).flatMap((each) => each.openAllows) : []),
  ];
  return {
    verdict: 'DependsOn',
    by: open.map((each) => each.ref),
    dependsOn: [...new Set(open.flatMap((each) => each.keys))],
    ...(allow === 'no' && { never: true, missing }),
  };
};

interface Heard {
  layer: PolicyLayer;
  says: Said;
}

const leavesOpen = ({ allow, grants }: Said) => allow === 'unknown' || Object.values(grants).includes('unknown');

/** Who belongs to an account has policies of their own there. */
const hasOwn = ({ who }: AccessRequest) => who.account !== undefined && who.kind !== 'provider';
const isSession = ({ who }: AccessRequest) =>
  who.kind === 'role' || who.kind === 'session' || who.kind === 'federated-user';

const hearLayer = (heard: Heard[], layer: PolicyLayer, policies: CompiledSet['identity'], question: AccessRequest) => {
  heard.push({ layer, says: evaluateLayer(policies, question) });
};

/** The layers that bear on the question, each with its answer. */
const hear = (request: Request, set: CompiledSet, question: AccessRequest): Heard[] => {
  const heard: Heard[] = [];
  const { who, asked } = question;
  if (hasOwn(question) && who.kind !== 'root') {
    hearLayer(heard, 'identity', set.identity, question);
    if (set.boundary?.length) hearLayer(heard, 'boundary', set.boundary, question);
    if (isSession(question) && set.session?.length) hearLayer(heard, 'session', set.session, question);
  }
  // AWS Organizations User Guide, "Service control policies (SCPs)": users and roles, no service-linked role.
  if (set.scp && hasOwn(question) && !who.isServiceLinked) {
    for (const level of set.scp) hearLayer(heard, 'scp', level, question);
  }
  // "Resource control policies (RCPs)": resources of the account, whoever calls, but a service-linked role.
  if (set.rcp && asked.hasResourceControl && !who.isServiceLinked) {
    for (const level of set.rcp) hearLayer(heard, 'rcp', level, question);
  }
  if (set.endpoint?.length) hearLayer(heard, 'endpoint', set.endpoint, question);
  if (set.resource && !isRecovery(request, question)) hearLayer(heard, 'resource', [set.resource], question);
  return heard;
};

/** Amazon S3 API Reference, "DeleteBucketPolicy": the bucket's root user can always fix a policy that locks all out. */
const isRecovery = ({ resourceAccount }: Request, { who, asked }: AccessRequest) =>
  who.kind === 'root' && who.account === resourceAccount && /^s3:(get|put|delete)bucketpolicy$/.test(asked.action);

const layerAllows = (heard: Heard[], layer: PolicyLayer): Truth => {
  let found: Truth = 'yes';
  for (const each of heard) if (each.layer === layer) found = both(found, each.says.allow);
  return found;
};

/** A key's or role's own policy must allow, or leave it to its account. */
const grantsOf = (
  request: Request,
  set: CompiledSet,
  { who, asked }: AccessRequest,
  heard: Heard[],
): Said['grants'] => {
  const says = heard.find((each) => each.layer === 'resource')?.says;
  if (says) return says.grants;
  if (set.resource || !asked.hasOwnPolicy) return noGrants;
  if (!request.unseenResourcePolicy) {
    throw new PolicyError(
      'request',
      'its own policy is not known and the request does not say how it answers',
      request.resource,
    );
  }
  // It delegates to its own account and to no other.
  const delegates = request.unseenResourcePolicy === 'delegates' && who.account === request.resourceAccount;
  return { ...noGrants, account: delegates ? 'yes' : 'no' };
};

const weigh = (request: Request, set: CompiledSet, question: AccessRequest, heard: Heard[]): Truth => {
  const limits = both(layerAllows(heard, 'scp'), layerAllows(heard, 'endpoint'));
  const { account, role, everyone, direct } = grantsOf(request, set, question, heard);
  const open = either(direct, everyone);
  if (!hasOwn(question)) return both(limits, open);
  const { who, asked } = question;
  const boundary = layerAllows(heard, 'boundary');
  // AWS STS API Reference, "GetFederationToken": without a session policy the session itself may do nothing.
  const session = who.kind === 'federated-user' && !set.session?.length ? 'no' : layerAllows(heard, 'session');
  const identity = layerAllows(heard, 'identity');
  const bounded = both(boundary, session);
  const caller = both(identity, bounded);
  if (who.account !== request.resourceAccount) {
    return both(limits, both(caller, either(open, either(account, role))));
  }
  const own = asked.hasOwnPolicy ? both(caller, account) : caller;
  const granted = either(direct, either(both(everyone, session), both(role, bounded)));
  return both(limits, either(own, granted));
};

const missingLayers = (request: Request, question: AccessRequest, heard: Heard[]): PolicyLayer[] => {
  const silent = heard.filter(({ layer, says }) => layer !== 'rcp' && says.allow === 'no').map(({ layer }) => layer);
  const needsGrant =
    !hasOwn(question) || question.who.account !== request.resourceAccount || question.asked.hasOwnPolicy;
  const unseen = needsGrant && !heard.some((each) => each.layer === 'resource');
  return [...new Set<PolicyLayer>(unseen ? [...silent, 'resource'] : silent)];
};
