import { type Answered, failed, xml } from './answers.ts';
import type { Called } from './reading.ts';
import type { Session, Sessions } from './sessions.ts';

/** AWS STS API Reference, "AssumeRole" and "GetCallerIdentity": the gate knows the sessions, so it answers itself. */
export function answerSts(call: Called, session: Session, sessions: Sessions, hours = 1): Answered {
  const { operation, parameters } = call;
  const account = session.principal.split(':')[4] ?? '';
  if (operation === 'GetCallerIdentity') {
    return xml(operation, `<Arn>${session.principal}</Arn><UserId>AROAREHEARSAL</UserId><Account>${account}</Account>`);
  }
  if (operation !== 'AssumeRole')
    return failed(call, 501, 'NotImplemented', `The rehearsal does not play ${operation}`);
  const { principal, label, context } = assumed(parameters, session);
  const { accessKeyId, secretAccessKey, sessionToken } = sessions.open(label, principal, context).credentials;
  const expires = new Date(Date.now() + hours * 3_600_000).toISOString();
  return xml(
    operation,
    `<AssumedRoleUser><Arn>${principal}</Arn><AssumedRoleId>AROAREHEARSAL:x</AssumedRoleId></AssumedRoleUser>` +
      `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>` +
      `<SessionToken>${sessionToken}</SessionToken><Expiration>${expires}</Expiration></Credentials>`,
  );
}

/**
 * The session that a call makes. IAM User Guide, "aws:MultiFactorAuthPresent": it is there where the call that made the session
 * came with a device, and in no session that was made from another role's.
 */
function assumed(parameters: Called['parameters'], from: Session): Pick<Session, 'principal' | 'label' | 'context'> {
  const [, partition, , account, name] =
    /^arn:([^:]+):(iam)::(\d+):role\/(?:.+\/)?([^/]+)$/.exec(String(parameters.RoleArn)) ?? [];
  const principal = `arn:${partition}:sts::${account}:assumed-role/${name}/${parameters.RoleSessionName}`;
  const identity = parameters.SourceIdentity ?? from.context['aws:SourceIdentity'] ?? null;
  const context = { ...secondFactor(from), 'aws:SourceIdentity': identity as string | null };
  return { principal, label: String(name), context };
}

const secondFactor = ({ principal, context }: Session): Session['context'] => {
  const isUser = principal.includes(':user/');
  if (!isUser) return {};
  return {
    'aws:MultiFactorAuthPresent': context['aws:MultiFactorAuthPresent'] ?? 'false',
    'aws:MultiFactorAuthAge': context['aws:MultiFactorAuthAge'] ?? null,
  };
};
