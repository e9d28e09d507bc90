import type { PolicyDocument } from '../../templates/judge/decide/request.ts';
import type { OperationAccess } from '../operations/operations.ts';
import { type Answered, escaped, failed, xml } from './answers.ts';
import type { Called } from './reading.ts';
import type { Session, Sessions } from './sessions.ts';

const hour = 3600;
const isChained = ({ principal }: Session) => principal.includes(':assumed-role/');

/** What a role may be taken for, at the longest: that of the template, by the role's ARN. */
export type Longest = (role: string) => number;

/** AWS STS API Reference, "AssumeRole" and "GetCallerIdentity": the gate knows the sessions, so it answers itself. */
export function answerSts(call: Called, session: Session, sessions: Sessions, longest: Longest): Answered {
  const { operation, parameters } = call;
  const account = session.principal.split(':')[4] ?? '';
  if (operation === 'GetCallerIdentity') {
    return xml(operation, `<Arn>${session.principal}</Arn><UserId>AROAREHEARSAL</UserId><Account>${account}</Account>`);
  }
  if (operation !== 'AssumeRole')
    return failed(call, 501, 'NotImplemented', `The rehearsal does not play ${operation}`);
  const seconds = Number(parameters.DurationSeconds ?? hour);
  const wrong = wrongIn(parameters, session, seconds, longest);
  if (wrong) return failed(call, 400, 'ValidationError', wrong);
  const { principal, label, context, passedOn } = assumed(parameters, session);
  const limits = parameters.Policy
    ? [{ name: 'session policy', policy: JSON.parse(String(parameters.Policy)) as PolicyDocument }]
    : undefined;
  const expires = Date.now() + seconds * 1000;
  const opened = sessions.open(label, principal, context, { expires, passedOn, ...(limits && { limits }) });
  const { accessKeyId, secretAccessKey, sessionToken } = opened.credentials;
  return xml(
    operation,
    `<AssumedRoleUser><Arn>${escaped(principal)}</Arn><AssumedRoleId>AROAREHEARSAL:x</AssumedRoleId></AssumedRoleUser>` +
      `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>` +
      `<SessionToken>${sessionToken}</SessionToken><Expiration>${new Date(expires).toISOString()}</Expiration></Credentials>`,
  );
}

/** AWS STS API Reference, "AssumeRole": what it checks once IAM has allowed it. */
function wrongIn(
  parameters: Called['parameters'],
  session: Session,
  seconds: number,
  longest: Longest,
): string | undefined {
  if (!/^[\w+=,.@-]{2,64}$/.test(String(parameters.RoleSessionName ?? '')))
    return `The roleSessionName '${parameters.RoleSessionName}' does not fit its pattern`;
  if (!(seconds >= 900)) return 'DurationSeconds is less than 900';
  if (isChained(session) && seconds > hour)
    return 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining';
  if (seconds > longest(String(parameters.RoleArn)))
    return 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
  if (parameters.PolicyArns) return 'The rehearsal does not play managed session policies (PolicyArns)';
  try {
    if (parameters.Policy !== undefined) JSON.parse(String(parameters.Policy));
  } catch {
    return 'The Policy is not JSON';
  }
  return undefined;
}

/** IAM User Guide, "Secure API access with MFA": an IAM user's call that gives a code has the second factor itself. */
export function withCode(asked: OperationAccess, { service, parameters }: Called, session: Session): OperationAccess {
  const given = service === 'sts' && parameters.SerialNumber && parameters.TokenCode && !isChained(session);
  if (!given) return asked;
  return {
    ...asked,
    context: { ...asked.context, 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' },
  };
}

/**
 * The session that a call makes. IAM User Guide, "aws:MultiFactorAuthPresent": it is there where the call that made the session
 * came with a device, and in no session that was made from another role's. "Pass session tags": those that are transitive go on to
 * the next role, as a source identity does.
 */
function assumed(parameters: Called['parameters'], from: Session) {
  const [, partition, , account, name] =
    /^arn:([^:]+):(iam)::(\d+):role\/(?:.+\/)?([^/]+)$/.exec(String(parameters.RoleArn)) ?? [];
  const principal = `arn:${partition}:sts::${account}:assumed-role/${name}/${parameters.RoleSessionName}`;
  const tags = (parameters.Tags ?? []) as { Key: string; Value: string }[];
  const transitive = new Set((parameters.TransitiveTagKeys ?? []) as string[]);
  const tagged = (all: typeof tags) =>
    Object.fromEntries(all.map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value]));
  const identity = parameters.SourceIdentity ?? from.passedOn?.['aws:SourceIdentity'];
  const passedOn: Session['context'] = {
    ...tagged(tags.filter(({ Key }) => transitive.has(Key))),
    ...from.passedOn,
    ...(identity !== undefined && { 'aws:SourceIdentity': identity as string }),
  };
  const context = {
    ...secondFactor(parameters, from),
    'aws:SourceIdentity': null,
    ...tagged(tags),
    ...passedOn,
  };
  return { principal, label: String(name), context, passedOn };
}

function secondFactor({ SerialNumber, TokenCode }: Called['parameters'], from: Session): Session['context'] {
  if (!from.principal.includes(':user/')) return {};
  if (SerialNumber && TokenCode) return { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' };
  return {
    'aws:MultiFactorAuthPresent': from.context['aws:MultiFactorAuthPresent'] ?? 'false',
    'aws:MultiFactorAuthAge': from.context['aws:MultiFactorAuthAge'] ?? null,
  };
}
