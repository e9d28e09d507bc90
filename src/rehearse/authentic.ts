import { targetOf } from './address.ts';
import { unchunked } from './chunked.ts';
import type { Session } from './sessions.ts';
import { type CredentialScope, isBody, isSigned, keyOf, scopeText, timeOf, type Wire } from './signature.ts';

export interface Mistrust {
  status: number;
  code: string;
  message: string;
}

const no = (code: string, message: string, status = 403): Mistrust => ({ status, code, message });

/** Services without regions sign for one of the partition's (IAM User Guide, "Elements of an AWS API request signature"). */
const global = new Set(['iam', 'sts', 'budgets', 'ce', 'account', 'organizations']);
const minutes = 60_000;
/** Amazon S3 API Reference, "x-amz-content-sha256". */
const unhashed = /^(UNSIGNED-PAYLOAD|STREAMING-(UNSIGNED-PAYLOAD-TRAILER|AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?))$/;

const moment = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** Why AWS would not take a request as this session's; undefined where it would. In the order in which S3 looks. */
export function mistrusted(
  wire: Wire,
  scope: CredentialScope,
  session: Session,
  region: string,
  now = Date.now(),
): Mistrust | undefined {
  const s3 = scope.service === 's3';
  const query = new Map(targetOf(wire.url)?.query);
  const said = wire.headers['x-amz-content-sha256'] ?? '';
  if (s3 && !scope.isPresigned && !/^[0-9a-f]{64}$/.test(said) && !unhashed.test(said))
    return no('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256', 400);
  const token = scope.isPresigned ? query.get('X-Amz-Security-Token') : wire.headers['x-amz-security-token'];
  if (token !== session.credentials.sessionToken)
    return s3
      ? no('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400)
      : no('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (session.expires !== undefined && session.expires <= now)
    return no(
      s3 ? 'ExpiredToken' : 'ExpiredTokenException',
      'The security token included in the request is expired',
      400,
    );
  if (scope.region !== region && !global.has(scope.service))
    return s3
      ? no(
          'AuthorizationHeaderMalformed',
          `The authorization header is malformed; the region '${scope.region}' is wrong; expecting '${region}'`,
          400,
        )
      : no('SignatureDoesNotMatch', `Credential should be scoped to a valid region, not '${scope.region}'.`);
  return outOfTime(wire, scope, query, now) ?? unsignedHeader(wire, scope) ?? unmatched(wire, scope, session);
}

/** IAM User Guide, "Signature validity": fifteen minutes, or what a presigned address says, up to seven days. */
function outOfTime(wire: Wire, scope: CredentialScope, query: Map<string, string>, now: number): Mistrust | undefined {
  const time = timeOf(wire, scope);
  const at = moment(time);
  if (Number.isNaN(at) || !time.startsWith(scope.date))
    return no('SignatureDoesNotMatch', 'Date in Credential scope does not match the date of the request');
  if (scope.isPresigned) {
    const seconds = Number(query.get('X-Amz-Expires'));
    if (!(seconds >= 1 && seconds <= 604_800))
      return no('AuthorizationQueryParametersError', 'X-Amz-Expires must be between 1 and 604800 seconds', 400);
    if (now > at + seconds * 1000) return no('AccessDenied', 'Request has expired');
    return at > now + 15 * minutes ? no('AccessDenied', 'Request is not valid yet') : undefined;
  }
  if (Math.abs(now - at) <= 15 * minutes) return undefined;
  return scope.service === 's3'
    ? no('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.')
    : no('InvalidSignatureException', `Signature expired or not yet current: ${time}`);
}

/** Create a signed AWS API request: the host and each x-amz- header are part of what is signed. */
function unsignedHeader(
  { headers }: Wire,
  { signedHeaders, service, isPresigned }: CredentialScope,
): Mistrust | undefined {
  const needed = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !isPresigned && service === 's3');
  const left = ['host', ...needed].filter((name) => !signedHeaders.includes(name));
  return left.length > 0
    ? no('AccessDenied', `There were headers present in the request which were not signed: ${left.join(', ')}`)
    : undefined;
}

function unmatched(wire: Wire, scope: CredentialScope, { credentials }: Session): Mistrust | undefined {
  if (!isSigned(wire, scope, credentials.secretAccessKey))
    return no(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
  return isBody(wire)
    ? undefined
    : no(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        400,
      );
}

/** The request with its body in one piece, where it came in parts; what is wrong with a part that was not signed. */
export function whole(wire: Wire, scope: CredentialScope, secret: string): Wire | Mistrust {
  const { 'x-amz-content-sha256': said = '', 'x-amz-trailer': _, ...headers } = wire.headers;
  if (scope.service !== 's3' || !said.startsWith('STREAMING-')) return wire;
  const chain = {
    key: keyOf(scope, secret),
    time: timeOf(wire, scope),
    place: scopeText(scope),
    seed: scope.signature,
  };
  const found = unchunked(wire.body, said.startsWith('STREAMING-AWS4') ? chain : undefined);
  if (!found) return no('SignatureDoesNotMatch', 'A chunk of the body is missing, or is not what was signed.');
  const length = headers['x-amz-decoded-content-length'];
  if (length !== String(found.body.length))
    return no('IncompleteBody', 'The body is not as long as x-amz-decoded-content-length says.', 400);
  const coding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each && each !== 'aws-chunked');
  const { 'content-encoding': __, 'x-amz-decoded-content-length': ___, ...rest } = headers;
  return {
    ...wire,
    headers: {
      ...rest,
      ...found.trailers,
      ...(coding.length > 0 && { 'content-encoding': coding.join(',') }),
      'content-length': String(found.body.length),
    },
    body: found.body,
  };
}
