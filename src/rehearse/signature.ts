import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Address, encoded, pathOf, targetOf } from './address.ts';

/** A request as it came, or as it will be sent. Header names in lower case. */
export interface Wire {
  method: string;
  /** As it is in the request line, with its query. */
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

export interface CredentialScope {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
  isPresigned: boolean;
}

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** What the Authorization header, or a presigned address, says of itself; undefined for an anonymous request. */
export function credentialScopeOf({ url, headers }: Wire): CredentialScope | undefined {
  const query = new Map(targetOf(url)?.query);
  const isPresigned = query.has('X-Amz-Signature');
  const text = headers.authorization ?? '';
  const field = (name: string) => new RegExp(`\\b${name}=([^,\\s]+)`).exec(text)?.[1] ?? '';
  const [credential, signed, signature] = isPresigned
    ? ['X-Amz-Credential', 'X-Amz-SignedHeaders', 'X-Amz-Signature'].map((name) => query.get(name) ?? '')
    : [field('Credential'), field('SignedHeaders'), field('Signature')];
  const [accessKeyId = '', date = '', region = '', service = '', end] = (credential ?? '').split('/');
  if (!accessKeyId || !signature || end !== 'aws4_request') return undefined;
  if (!isPresigned && !text.startsWith('AWS4-HMAC-SHA256 ')) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: (signed ?? '').split(';'), signature, isPresigned };
}

function canonicalQuery(query: Address['query']): string {
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
}

/** IAM User Guide, "Create a signed AWS API request". S3 alone encodes a path once. */
export function signatureOf(wire: Wire, scope: Omit<CredentialScope, 'signature'>, secret: string): string {
  const { steps, query } = targetOf(wire.url) ?? { steps: [], query: [] };
  const path = pathOf({ steps: scope.service === 's3' ? steps : steps.map(encoded), query });
  const headers = scope.signedHeaders
    .map((name) => `${name}:${(wire.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`)
    .join('');
  const payload = payloadOf(wire, scope);
  const request = [wire.method, path, canonicalQuery(query), headers, scope.signedHeaders.join(';'), payload].join(
    '\n',
  );
  const text = ['AWS4-HMAC-SHA256', timeOf(wire, scope), scopeText(scope), sha256(request)].join('\n');
  return createHmac('sha256', keyOf(scope, secret)).update(text).digest('hex');
}

type Unsigned = Omit<CredentialScope, 'signature'>;

export const scopeText = ({ date, region, service }: Unsigned): string => `${date}/${region}/${service}/aws4_request`;

export const keyOf = ({ date, region, service }: Unsigned, secret: string): Buffer =>
  [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`) as Buffer;

/** As it was signed, 20260101T000000Z. */
export const timeOf = ({ url, headers }: Wire, { isPresigned }: Unsigned): string =>
  (isPresigned ? new Map(targetOf(url)?.query).get('X-Amz-Date') : headers['x-amz-date']) ?? '';

/** S3 takes a caller's word for the body's hash and compares it; every other service hashes what came. */
const payloadOf = (wire: Wire, { service, isPresigned }: Unsigned): string =>
  service === 's3'
    ? isPresigned
      ? 'UNSIGNED-PAYLOAD'
      : (wire.headers['x-amz-content-sha256'] ?? '')
    : sha256(wire.body);

/** Whether the body is the one whose hash was signed, where one was. */
export function isBody({ headers, body }: Wire): boolean {
  const said = headers['x-amz-content-sha256'] ?? '';
  return !/^[0-9a-f]{64}$/.test(said) || said === sha256(body);
}

/** Whether whoever holds the secret signed this very request. */
export function isSigned(wire: Wire, scope: CredentialScope, secret: string): boolean {
  const [expected, given] = [signatureOf(wire, scope, secret), scope.signature].map((text) => Buffer.from(text));
  return expected?.length === given?.length && timingSafeEqual(expected as Buffer, given as Buffer);
}

/** Signs a request as an SDK would. */
export function signed(wire: Wire, service: string, region: string, credentials: Credentials): Wire {
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    ...wire.headers,
    'x-amz-date': time,
    'x-amz-security-token': credentials.sessionToken,
    ...(service === 's3' && { 'x-amz-content-sha256': sha256(wire.body) }),
  };
  const signedHeaders = Object.keys(headers).sort();
  const { accessKeyId, secretAccessKey } = credentials;
  const scope = { accessKeyId, date: time.slice(0, 8), region, service, signedHeaders, isPresigned: false };
  const signature = signatureOf({ ...wire, headers }, scope, secretAccessKey);
  const place = `${accessKeyId}/${scope.date}/${region}/${service}/aws4_request`;
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${place}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { ...wire, headers };
}
