import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { objectionsBetween } from '../../src/guard/between.ts';

/** An assembly with one policy and one rule, of which these are as long as that. */
function assembly(names: { policy: number; pattern: number }): string {
  const directory = mkdtempSync(join(tmpdir(), 'quotas-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const put = (file: string, content: object) => writeFileSync(join(directory, file), JSON.stringify(content, null, 2));
  const properties = { templateFile: 'S.template.json', stackName: 'S' };
  const stack = { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties };
  put('manifest.json', { version: '54.0.0', artifacts: { S: stack } });
  // White space does not count, and what a join writes does not either.
  const parts = 'a'.repeat(names.policy).match(/.{1,1900}/g) ?? [];
  const joined = parts.map((part) => ({ 'Fn::Join': ['', ['arn:aws:s3:::', part]] }));
  const statement = { Effect: 'Deny', Action: 's3:GetObject', Resource: joined };
  put('S.template.json', {
    Resources: {
      Boundary: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [statement] } },
      },
      Alert: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['s'.repeat(names.pattern)] },
          Targets: [{ Arn: 'arn:aws:sns:a', Id: 'a' }],
        },
      },
    },
  });
  return directory;
}

const whatOf = async (before: string, after: string) =>
  (await objectionsBetween(before, after, join(before, 'none.json')))
    .map(({ what }) => what)
    .filter((what) => what.includes('characters'));

test('what outgrows what AWS allows is an objection with its size, and what was too long before is none', async () => {
  const [short, long, pattern] = [
    assembly({ policy: 5950, pattern: 9 }),
    assembly({ policy: 6100, pattern: 9 }),
    assembly({ policy: 9, pattern: 2040 }),
  ];
  expect(await whatOf(short, short)).toEqual([]);
  expect(await whatOf(short, long)).toEqual([
    expect.stringMatching(/^S\/Boundary .* would have 6\d\d\d characters, and AWS allows 6144/),
  ]);
  expect(await whatOf(long, long)).toEqual([]);
  expect(await whatOf(long, short)).toEqual([]);
  expect(await whatOf(short, pattern)).toEqual([expect.stringContaining('AWS allows 2048')]);
});
