import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A request as it came, or as it will be sent. Header names in lower case. */
export interface Wire {
  method: string;
  /** As it stands in the request line, with its query. */
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

interface Scope {
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

/** RFC 3986, as "Create a signed AWS API request" (IAM User Guide) encodes. */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** What the Authorization header, or a presigned address, says of itself; undefined for an anonymous request. */
export function credentialScopeOf({ url, headers }: Wire): Scope | undefined {
  const { searchParams } = new URL(url, 'http://stand-in');
  const isPresigned = searchParams.has('X-Amz-Signature');
  const text = headers.authorization ?? '';
  const field = (name: string) => new RegExp(`${name}=([^,\\s]+)`).exec(text)?.[1] ?? '';
  const [credential, signed, signature] = isPresigned
    ? ['X-Amz-Credential', 'X-Amz-SignedHeaders', 'X-Amz-Signature'].map((name) => searchParams.get(name) ?? '')
    : [field('Credential'), field('SignedHeaders'), field('Signature')];
  const [accessKeyId = '', date = '', region = '', service = ''] = (credential ?? '').split('/');
  if (!accessKeyId || !signature) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: (signed ?? '').split(';'), signature, isPresigned };
}

function canonicalQuery(search: URLSearchParams): string {
  return [...search]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
}

/** IAM User Guide, "Create a signed AWS API request". S3 alone encodes a path once. */
export function signatureOf(wire: Wire, scope: Omit<Scope, 'signature'>, secret: string): string {
  const { pathname, searchParams } = new URL(wire.url, 'http://stand-in');
  const path = scope.service === 's3' ? pathname : pathname.split('/').map(encoded).join('/');
  const headers = scope.signedHeaders
    .map((name) => `${name}:${(wire.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`)
    .join('');
  const payload = scope.isPresigned ? 'UNSIGNED-PAYLOAD' : (wire.headers['x-amz-content-sha256'] ?? sha256(wire.body));
  const request = [
    wire.method,
    path,
    canonicalQuery(searchParams),
    headers,
    scope.signedHeaders.join(';'),
    payload,
  ].join('\n');
  const time = scope.isPresigned ? searchParams.get('X-Amz-Date') : wire.headers['x-amz-date'];
  const place = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, place, sha256(request)].join('\n');
  const key = [scope.date, scope.region, scope.service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return createHmac('sha256', key).update(text).digest('hex');
}

/** Whether whoever holds the secret signed this very request, its body with it. */
export function isSigned(wire: Wire, scope: Scope, secret: string): boolean {
  const said = wire.headers['x-amz-content-sha256'];
  if (said && /^[0-9a-f]{64}$/.test(said) && said !== sha256(wire.body)) return false;
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
