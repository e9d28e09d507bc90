import { describe, expect, it } from 'vitest';
import { credentialScopeOf, isBody, isSigned, signatureOf, signed, type Wire } from '../../src/rehearse/signature.ts';

const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
const wire = (changes: Partial<Wire> = {}): Wire => ({
  method: 'PUT',
  url: '/raw/train/a%20b.csv?x-id=PutObject',
  headers: { host: '127.0.0.1:1' },
  body: Buffer.from('1,2'),
  ...changes,
});

describe('a signature', () => {
  // Amazon S3 User Guide, "Signature calculations for the authorization header", example "GET Object".
  it("is that of AWS's own example", () => {
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    const example = {
      method: 'GET',
      url: '/test.txt',
      headers: {
        host: 'examplebucket.s3.amazonaws.com',
        range: 'bytes=0-9',
        'x-amz-content-sha256': empty,
        'x-amz-date': '20130524T000000Z',
      },
      body: Buffer.alloc(0),
    };
    const scope = {
      ...{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', date: '20130524', region: 'us-east-1', service: 's3' },
      ...{ signedHeaders: ['host', 'range', 'x-amz-content-sha256', 'x-amz-date'], isPresigned: false },
    };
    expect(signatureOf(example, scope, 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });

  it.each(['s3', 'ssm'])('holds for the very request of %s and for no other', (service) => {
    const sent = signed(wire(), service, 'eu-west-1', credentials);
    const scope = credentialScopeOf(sent);
    if (!scope) throw new Error('it is not signed');
    const holds = (changes: Partial<Wire>, secret = 'secret') =>
      isSigned({ ...sent, ...changes }, scope, secret) && isBody({ ...sent, ...changes });
    expect(holds({})).toBe(true);
    expect(holds({ method: 'GET' })).toBe(false);
    expect(holds({ url: '/raw/train/other.csv?x-id=PutObject' })).toBe(false);
    expect(holds({ url: '/raw/train/a%20b.csv?x-id=GetObject' })).toBe(false);
    expect(holds({ body: Buffer.from('1,3') })).toBe(false);
    expect(holds({ headers: { ...sent.headers, host: 'elsewhere' } })).toBe(false);
    expect(holds({}, 'another')).toBe(false);
  });

  it('is missing where nobody signed', () => {
    expect(credentialScopeOf(wire())).toBeUndefined();
  });
});
