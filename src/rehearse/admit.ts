import { pathStyle, targetOf, written } from './address.ts';
import { type Answered, failed } from './answers.ts';
import { mistrusted, whole } from './authentic.ts';
import { type Called, called, protocolOf, Unreadable } from './reading.ts';
import type { Session, Sessions } from './sessions.ts';
import { credentialScopeOf, type Wire } from './signature.ts';

/** A request of which it is known who sends it, and what it calls. */
export interface Admitted {
  call: Called;
  wire: Wire;
  session: Session;
}

/** What a request is, or AWS's answer to one that is not signed as it has to be, or cannot be read. */
export function admit(came: Wire, sessions: Sessions, region: string): Admitted | Answered {
  const scope = credentialScopeOf(came);
  const form = { protocol: protocolOf(came, scope?.service ?? 's3') };
  if (!scope) return failed(form, 403, 'AccessDenied', 'Access Denied: the request is not signed');
  const session = sessions.of(scope.accessKeyId);
  if (!session) {
    return form.protocol === 's3'
      ? failed(form, 403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.')
      : failed(form, 403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  }
  const mistrust = mistrusted(came, scope, session, region);
  if (mistrust) return failed(form, mistrust.status, mistrust.code, mistrust.message);
  const one = whole(came, scope, session.credentials.secretAccessKey);
  if ('code' in one) return failed(form, one.status, one.code, one.message);
  const wire = { ...one, url: scope.service === 's3' ? pathStyle(one.url, one.headers.host ?? '') : one.url };
  const presigned: Session['context'] = scope.isPresigned ? { 's3:authType': 'REST-QUERY-STRING' } : {};
  try {
    const call = called(wire, scope.service);
    const target = scope.service === 's3' ? targetOf(wire.url) : undefined;
    const kept = target ? { ...wire, url: written(target) } : wire;
    return { call, wire: kept, session: { ...session, context: { ...session.context, ...presigned } } };
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof URIError)) throw error;
    return failed(form, 400, 'InvalidRequest', error.message);
  }
}
