import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asking, Rehearsed } from '../../src/judging/rehearsed.ts';
import { Gate } from '../../src/rehearse/gate.ts';
import { Names } from '../../src/rehearse/names.ts';
import { signed } from '../../src/rehearse/signature.ts';

const asked: Asking[] = [];
const here = {
  ...{ account: '111111111111', partition: 'aws', region: 'eu-west-1', project: 'x', signIn: 'identity-center' },
  resources: [{ stack: 'data', logicalId: 'Raw', type: 'AWS::S3::Bucket', ref: '«data/Raw»' }],
  names: { 's3-endpoint': '«net/S3»' },
  endpoints: new Set(['s3']),
  kindOf: () => 'a resource-based policy',
  decided: (asking: Asking) => {
    asked.push(asking);
    return asking.resource.endsWith('/open')
      ? { verdict: 'Allowed', by: [{ policy: 'P', sid: 'S', effect: 'Allow' }], dependsOn: [] }
      : { verdict: 'ImplicitlyDenied', by: [], dependsOn: [], missing: ['identity'] };
  },
} as unknown as Rehearsed;
const names = new Names(here);
const passed: string[] = [];
const gate = new Gate(here, names, {
  stored: () => ({}),
  answer: async ({ operation }) => {
    passed.push(operation);
    return { status: 200, headers: {}, body: Buffer.from('kept') };
  },
});
const session = gate.sessions.open('engineer', 'arn:aws:sts::111111111111:assumed-role/x-engineer/alex');
const bucket = names.real('«data/Raw»');
let outside = '';
let inside = '';
beforeAll(async () => {
  [outside, inside] = [await gate.listen('outside'), await gate.listen('inside')];
});
afterAll(() => gate.close());

async function send(
  url: string,
  path: string,
  { service = 's3', method = 'GET', credentials = session.credentials, tamper = false, target = '' } = {},
) {
  const headers = { host: new URL(url).host, ...(target && { 'x-amz-target': target }) };
  const wire = signed(
    { method, url: path, headers, body: Buffer.from(target ? '{}' : '') },
    service,
    'eu-west-1',
    credentials,
  );
  const { host: _, ...rest } = wire.headers;
  const answer = await fetch(`${url}${tamper ? `${path}x` : path}`, {
    method,
    headers: rest,
    ...(target && { body: '{}' }),
  });
  return { status: answer.status, text: await answer.text() };
}

describe('the gate', () => {
  it('passes on what the judge allows, by the names that the templates have', async () => {
    expect(await send(outside, `/${bucket}/open`)).toEqual({ status: 200, text: 'kept' });
    expect(asked.at(-1)).toMatchObject({ action: 's3:GetObject', resource: 'arn:aws:s3:::«data/Raw»/open' });
  });

  it("refuses in AWS's words what the judge does not allow, and passes nothing on", async () => {
    const before = passed.length;
    const { status, text } = await send(outside, `/${bucket}/closed`);
    expect(status).toBe(403);
    expect(text).toContain('<Code>AccessDenied</Code>');
    expect(text).toContain(
      `x-engineer/alex is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::${bucket}/closed because no identity-based policy allows`,
    );
    expect(passed).toHaveLength(before);
  });

  it('knows by the port whether a request comes from inside the network, and by which endpoint', async () => {
    await send(outside, `/${bucket}/open`);
    expect(asked.at(-1)?.context).toMatchObject({ 'aws:SourceVpce': null, 'aws:ViaAWSService': 'false' });
    expect(asked.at(-1)?.through).toBeUndefined();
    await send(inside, `/${bucket}/open`);
    expect(asked.at(-1)).toMatchObject({
      through: 's3',
      context: { 'aws:SourceVpce': '«net/S3»', 'aws:SourceIp': null },
    });
  });

  it('has no way to a service without an endpoint', async () => {
    const { status, text } = await send(inside, '/', {
      service: 'kms',
      method: 'POST',
      target: 'TrentService.ListKeys',
    });
    expect(status).toBe(504);
    expect(text).toContain('no endpoint for kms');
  });

  it.each([
    ['nobody known', { credentials: { ...session.credentials, accessKeyId: 'ASIANOBODY' } }, 'InvalidAccessKeyId'],
    [
      'another secret',
      { credentials: { ...session.credentials, secretAccessKey: 'guessed' } },
      'SignatureDoesNotMatch',
    ],
    ['another request', { tamper: true }, 'SignatureDoesNotMatch'],
  ])('refuses what is signed for %s', async (_, changes, code) => {
    const before = passed.length;
    const { status, text } = await send(outside, `/${bucket}/open`, changes);
    expect([status, text.includes(code)]).toEqual([403, true]);
    expect(passed).toHaveLength(before);
  });

  it.each([
    ['sagemaker', 'SageMaker.CreateCluster', 'sagemaker:CreateCluster'],
    ['iot', 'IoT.CreateThing', 'iot:CreateThing'],
  ])('refuses by name an operation of %s without a mapping', async (service, target, named) => {
    const before = passed.length;
    const { status, text } = await send(outside, '/', { service, method: 'POST', target });
    expect(status).toBe(501);
    expect(text).toContain(`There is no mapping for ${named}`);
    expect(passed).toHaveLength(before);
  });
});
