import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Admitted, admit } from '../../src/rehearse/admit.ts';
import type { Answered } from '../../src/rehearse/answers.ts';
import { unchunked } from '../../src/rehearse/chunked.ts';
import { presigned as presignedPath } from '../../src/rehearse/presign.ts';
import { Sessions } from '../../src/rehearse/sessions.ts';
import { keyOf, scopeText, signatureOf, signed, type Wire } from '../../src/rehearse/signature.ts';

const sessions = new Sessions();
const session = sessions.open('engineer', 'arn:aws:sts::1:assumed-role/engineer/alex');
const { credentials } = session;
const region = 'eu-west-1';
const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const stamp = (at = Date.now()) => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');

const wire = (changes: Partial<Wire> = {}): Wire => ({
  ...{ method: 'GET', url: '/raw/a', headers: { host: '127.0.0.1:1' }, body: Buffer.alloc(0) },
  ...changes,
});

/** Signs what `headers` says, as it says it. */
function by(
  { headers, ...rest }: Wire,
  { service = 's3', at = Date.now(), where = region, leaves = [] as string[], who = credentials } = {},
): Wire {
  const time = stamp(at);
  const all: Record<string, string> = {
    'x-amz-content-sha256': sha(rest.body.toString()),
    'x-amz-date': time,
    'x-amz-security-token': who.sessionToken,
    ...headers,
  };
  const signedHeaders = Object.keys(all)
    .filter((name) => !leaves.includes(name))
    .sort();
  const scope = {
    ...{ accessKeyId: who.accessKeyId, date: time.slice(0, 8), region: where, service },
    ...{ signedHeaders, isPresigned: false },
  };
  const signature = signatureOf({ ...rest, headers: all }, scope, who.secretAccessKey);
  const credential = `${who.accessKeyId}/${scopeText(scope)}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { ...rest, headers: { ...all, authorization } };
}

function presigned(
  path: string,
  { secret = credentials.secretAccessKey, ...how }: { secret?: string; at?: number; seconds?: number } = {},
) {
  const url = presignedPath({ path, host: '127.0.0.1:1', ...how }, region, { ...credentials, secretAccessKey: secret });
  return wire({ url });
}

const told = (came: Wire): string => {
  const found: Admitted | Answered = admit(came, sessions, region);
  return 'status' in found ? `${found.status} ${found.body.toString()}` : found.call.operation;
};

describe('a request is admitted', () => {
  it.each([
    ['signed', by(wire()), 'GetObject'],
    ['with a key of many signs', by(wire({ url: "/raw/a%20b%2B%28c%29'~/%C3%BC" })), 'GetObject'],
    [
      'without the hash of its body',
      by(wire({ method: 'PUT', headers: { host: 'h', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } })),
      'PutObject',
    ],
    ['by a presigned address', presigned('/raw/a'), 'GetObject'],
    [
      'for a service without regions',
      by(wire({ method: 'POST', url: '/', body: Buffer.from('Action=ListRoles') }), {
        service: 'iam',
        where: 'us-east-1',
      }),
      'ListRoles',
    ],
  ])('%s', (_, came, operation) => {
    expect(told(came)).toBe(operation);
  });

  it('with the bucket in front of the host', () => {
    const found = admit(by(wire({ url: '/train/a.csv', headers: { host: 'raw.localhost:1' } })), sessions, region);
    expect(found).toMatchObject({
      call: { parameters: { Bucket: 'raw', Key: 'train/a.csv' } },
      wire: { url: '/raw/train/a.csv' },
    });
  });

  it('and passed on as it was read', () => {
    const passed = (url: string) => {
      const found = admit(by(wire({ url })), sessions, region);
      return 'call' in found ? found.wire.url : found.body.toString();
    };
    expect(passed('/raw?list-type=2&prefix=a%2fb%20c&delimiter=')).toBe('/raw?list-type=2&prefix=a%2Fb%20c&delimiter');
    expect(passed('/%72aw/a%2fb')).toBe('/raw/a%2Fb');
  });

  it('by a presigned address as one, which policies can tell', () => {
    expect(admit(presigned('/raw/a'), sessions, region)).toMatchObject({
      session: { context: { 's3:authType': 'REST-QUERY-STRING' } },
    });
  });
});

describe('a request is refused', () => {
  const hour = 3_600_000;
  const other = { ...credentials, sessionToken: 'other' };
  const over = sessions.open('engineer', 'arn:aws:sts::1:assumed-role/engineer/alex', {}, { expires: Date.now() - 1 });
  it.each<[string, Wire, string]>([
    ['without a signature', wire(), '403 <Code>AccessDenied'],
    [
      'with a password in place of it',
      wire({ headers: { host: 'h', authorization: 'Basic YTpi' } }),
      '403 <Code>AccessDenied',
    ],
    ["with another session's token", by(wire(), { who: other }), '400 <Code>InvalidToken'],
    ['of a session that is over', by(wire(), { who: over.credentials }), '400 <Code>ExpiredToken'],
    ['by a clock that is slow', by(wire(), { at: Date.now() - hour }), '403 <Code>RequestTimeTooSkewed'],
    ['by a clock that is fast', by(wire(), { at: Date.now() + hour }), '403 <Code>RequestTimeTooSkewed'],
    ['for another region', by(wire(), { where: 'us-east-1' }), '400 <Code>AuthorizationHeaderMalformed'],
    [
      'with a header that is not signed',
      by(wire({ headers: { host: 'h', 'x-amz-acl': 'public-read' } }), { leaves: ['x-amz-acl'] }),
      '403 <Code>AccessDenied',
    ],
    ['with a host that is not signed', by(wire(), { leaves: ['host'] }), '403 <Code>AccessDenied'],
    [
      'with another body',
      { ...by(wire({ method: 'PUT', body: Buffer.from('a') })), body: Buffer.from('b') },
      '400 <Code>XAmzContentSHA256Mismatch',
    ],
    [
      'with no word on its body',
      by(wire({ headers: { host: 'h', 'x-amz-content-sha256': '' } })),
      '400 <Code>InvalidRequest',
    ],
    ['by a presigned address that is over', presigned('/raw/a', { at: Date.now() - hour }), '403 <Code>AccessDenied'],
    ['by one for too long', presigned('/raw/a', { seconds: 700_000 }), '400 <Code>AuthorizationQueryParametersError'],
    ['by one of another secret', presigned('/raw/a', { secret: 'guessed' }), '403 <Code>SignatureDoesNotMatch'],
    [
      'by one for another object',
      { ...presigned('/raw/a'), url: presigned('/raw/a').url.replace('/raw/a', '/raw/b') },
      '403 <Code>SignatureDoesNotMatch',
    ],
    ['by one for another method', { ...presigned('/raw/a'), method: 'DELETE' }, '403 <Code>SignatureDoesNotMatch'],
    ['with steps that somebody would merge', by(wire({ url: '//raw/a' })), '400 <Code>InvalidRequest'],
    ['with steps that somebody would follow', by(wire({ url: '/raw/%2E%2E/artifacts/a' })), '400 <Code>InvalidRequest'],
    ['with a parameter given twice', by(wire({ url: '/raw?prefix=a&prefix=b' })), '400 <Code>InvalidRequest'],
    ['with half a sign', by(wire({ url: '/raw/%E0%A4%A' })), '400 <Code>InvalidRequest'],
  ])('%s', (_, came, answer) => {
    expect(told(came).replace(/<\?xml.*?<Error>/, '')).toContain(answer);
  });

  const post = (body: string, headers: Record<string, string> = {}) =>
    wire({ method: 'POST', url: '/', headers: { host: 'h', ...headers }, body: Buffer.from(body) });
  it.each<[string, Wire]>([
    ['that is no JSON', by(post('{', { 'x-amz-target': 'AmazonSSM.GetParameter' }), { service: 'ssm' })],
    ['that is a list', by(post('[]', { 'x-amz-target': 'AmazonSSM.GetParameter' }), { service: 'ssm' })],
    [
      "that calls another service's operation",
      by(post('{}', { 'x-amz-target': 'TrentService.Decrypt' }), { service: 'ssm' }),
    ],
    ['that names two operations', by(post('Action=ListTopics&Action=Publish'), { service: 'sns' })],
  ])('%s', (_, came) => {
    expect(told(came)).toMatch(/^400 /);
  });

  it('of the Query protocol where a JSON header would hide what it calls', () => {
    const came = by(post('{"a":"&Action=Publish&b="}', { 'x-amz-target': 'x.ListTopics' }), { service: 'sns' });
    expect(told(came)).toBe('POST /');
  });
});

describe('a body in parts', () => {
  // Amazon S3 API Reference, "Transferring payload in multiple chunks", its example.
  const scope = {
    ...{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', date: '20130524', region: 'us-east-1', service: 's3' },
    ...{ signedHeaders: [], isPresigned: false },
  };
  const chain = {
    key: keyOf(scope, 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
    ...{ time: '20130524T000000Z', place: scopeText(scope) },
    seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  };
  const parts: [number, string][] = [
    [65_536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
    [1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
    [0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
  ];
  const example = parts
    .map(([size, signature]) => `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}\r\n`)
    .join('');

  it("of AWS's own example is taken", () => {
    expect(unchunked(Buffer.from(example), chain)?.body.length).toBe(66_560);
  });

  it.each([
    ['with a byte changed', example.replace('aa\r\n400', 'ab\r\n400')],
    ['without its end', example.slice(0, example.lastIndexOf('0;'))],
    [
      'with two parts exchanged',
      example
        .split(/(?<=a\r\n)/)
        .reverse()
        .join(''),
    ],
    ['with a part that is not signed', example.replace(/^10000;chunk-signature=\w+/, '10000')],
  ])('is refused %s', (_, body) => {
    expect(unchunked(Buffer.from(body), chain)).toBeUndefined();
  });

  it('is put together, and its trailers are headers', () => {
    const headers = {
      ...{ host: 'h', 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'content-encoding': 'aws-chunked' },
      ...{ 'x-amz-decoded-content-length': '3', 'x-amz-trailer': 'x-amz-checksum-crc32' },
    };
    const body = Buffer.from('3\r\n1,2\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n');
    const found = admit(by(wire({ method: 'PUT', headers, body })), sessions, region);
    expect('call' in found && found.wire.body.toString()).toBe('1,2');
    expect('call' in found && found.wire.headers).toMatchObject({ 'x-amz-checksum-crc32': 'AAAAAA==' });
    expect('call' in found && found.wire.headers).not.toHaveProperty('content-encoding');
    const short = by(wire({ method: 'PUT', headers: { ...headers, 'x-amz-decoded-content-length': '2' }, body }));
    expect(told(short)).toContain('IncompleteBody');
  });
});

it('what the rehearsal itself signs is admitted', () => {
  expect(told(signed(wire({ method: 'PUT', body: Buffer.from('a') }), 's3', region, credentials))).toBe('PutObject');
});
