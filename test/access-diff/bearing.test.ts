import { afterEach, expect, it, vi } from 'vitest';
import type { PolicyStatement } from '../../templates/judge/decide/request.ts';
import { assembliesOf } from '../../templates/judge/read/assembly.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import { role, stacks } from '../judging/roles.ts';
import { Random } from './random.ts';

const bearing = '../../templates/judge/compare/bearing.ts';

afterEach(() => {
  vi.doUnmock(bearing);
  vi.resetModules();
});

const allow = (Action: string, Resource: string): PolicyStatement => ({ Effect: 'Allow', Action, Resource });
const arn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

const rights: PolicyStatement[][] = [
  [allow('logs:PutLogEvents', 'arn:aws:logs:*:*:log-group:x:*')],
  [allow('iam:PassRole', arn('r*'))],
  [allow('sts:AssumeRole', arn('r1'))],
  [allow('s3:GetObject', 'arn:aws:s3:::b/*'), allow('sqs:SendMessage', 'arn:aws:sqs:*:*:q')],
  [allow('iam:*', '*'), { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::b/*' }],
  [{ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::c/*' }],
];
const principals = [{ Service: 'ec2.amazonaws.com' }, { AWS: arn('r0') }, { AWS: '000000000000' }, '*'];

function resources(random: Random): Record<string, object> {
  const found: Record<string, object> = {
    B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b' } },
    Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } },
  };
  for (let at = 0; at < 3; at++) {
    if (random.below(4) === 0) continue;
    const made = role(random.one(rights));
    Object.assign(made.Properties, { RoleName: `r${at}` });
    made.Properties.AssumeRolePolicyDocument.Statement.Principal = random.one(principals) as { Service: string };
    found[`R${at}`] = made;
  }
  const Statement = { ...allow('s3:GetObject', 'arn:aws:s3:::b/*'), Principal: random.one(principals) };
  const Properties = { Bucket: 'b', PolicyDocument: { Statement } };
  if (random.below(2)) found.P = { Type: 'AWS::S3::BucketPolicy', Properties };
  return found;
}

const modelIn = (random: Random) => modelOf(assembliesOf(stacks(resources(random))));

it('finds the same as where each principal is compared on each resource', async () => {
  const { compareModels } = await import('../../templates/judge/compare/compare.ts');
  vi.doMock(bearing, async () => ({ ...(await vi.importActual(bearing)), canMeet: () => true, mayBear: () => true }));
  vi.resetModules();
  const { compareModels: compareAll } = await import('../../templates/judge/compare/compare.ts');
  const random = new Random(7);
  let found = 0;
  for (let at = 0; at < 12; at++) {
    const [before, after] = [modelIn(random), modelIn(random)];
    const diff = compareModels(before, after);
    expect(diff).toEqual(compareAll(before, after));
    found += diff.wider.length + diff.narrower.length;
  }
  expect(found).toBeGreaterThan(30);
});
