import { encoded } from './address.ts';
import { type Credentials, scopeText, signatureOf } from './signature.ts';

/** Amazon S3 API Reference, "Authenticating requests: using query parameters": a path that carries its own signature. */
export function presigned(
  {
    path,
    host,
    method = 'GET',
    seconds = 60,
    at = Date.now(),
  }: {
    path: string;
    host: string;
    method?: string;
    seconds?: number;
    at?: number;
  },
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
): string {
  const time = new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = {
    accessKeyId,
    date: time.slice(0, 8),
    region,
    service: 's3',
    signedHeaders: ['host'],
    isPresigned: true,
  };
  const query = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scopeText(scope)}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(seconds),
    'X-Amz-Security-Token': sessionToken,
    'X-Amz-SignedHeaders': 'host',
  };
  const words = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
  const url = `${path}${path.includes('?') ? '&' : '?'}${words.join('&')}`;
  const signature = signatureOf({ method, url, headers: { host }, body: Buffer.alloc(0) }, scope, secretAccessKey);
  return `${url}&X-Amz-Signature=${signature}`;
}
