import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Seconds that `secure-ml judge` takes on a template of 500 resources and on one with 20 nested stacks, each the best of three.
 * Exits with 1 where one takes three or more.
 */
const most = 3;
const program = fileURLToPath(new URL('../dist/bin.cjs', import.meta.url));

const trust = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});

/** A service of an application: a role with its policy, a function, a bucket, a queue, a table, a log group, an alarm ... */
function service(n: number): Record<string, object> {
  const arn = (id: string) => ({ 'Fn::GetAtt': [`${id}${n}`, 'Arn'] });
  const allow = (Action: string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
  return {
    [`Role${n}`]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com') } },
    [`Policy${n}`]: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: `p${n}`,
        Roles: [{ Ref: `Role${n}` }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            allow(['s3:GetObject*', 's3:List*'], [arn('Bucket'), { 'Fn::Join': ['', [arn('Bucket'), '/*']] }]),
            allow(['sqs:SendMessage', 'sqs:GetQueueAttributes'], arn('Queue')),
            allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], arn('Table')),
          ],
        },
      },
    },
    [`Function${n}`]: { Type: 'AWS::Lambda::Function', Properties: { Role: arn('Role'), Code: { ZipFile: 'x' } } },
    [`Bucket${n}`]: { Type: 'AWS::S3::Bucket', Properties: {} },
    [`BucketPolicy${n}`]: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: `Bucket${n}` },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              ...{ Effect: 'Deny', Principal: '*', Action: 's3:*' },
              Resource: [arn('Bucket'), { 'Fn::Join': ['', [arn('Bucket'), '/*']] }],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    [`Queue${n}`]: { Type: 'AWS::SQS::Queue', Properties: {} },
    [`Table${n}`]: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    [`Logs${n}`]: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    [`Topic${n}`]: { Type: 'AWS::SNS::Topic', Properties: {} },
    [`Alarm${n}`]: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: `Topic${n}` }] } },
  };
}

const services = (from: number, count: number) =>
  Object.assign({}, ...Array.from({ length: count }, (_, index) => service(from + index))) as Record<string, object>;

const place = mkdtempSync(join(tmpdir(), 'bench-judge-'));
const write = (path: string, Resources: object) => writeFileSync(join(place, path), JSON.stringify({ Resources }));
try {
  write('large.json', services(0, 50));
  mkdirSync(join(place, 'nested'));
  const nested = Array.from({ length: 20 }, (_, index) => {
    write(`nested/${index}.json`, services(index * 3, 3));
    return [
      `Nested${index}`,
      { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: `./nested/${index}.json` } },
    ];
  });
  write('parent.json', Object.fromEntries(nested));
  const seconds = (file: string): number => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [program, 'judge', file, '--json'], {
      cwd: place,
      maxBuffer: 1e9,
    });
    if (status !== 0 && status !== 1) throw new Error(String(stderr));
    return (performance.now() - started) / 1000;
  };
  const taken = ['large.json', 'parent.json'].map((file) => Math.min(...[1, 2, 3].map(() => seconds(file))));
  console.log(`500 resources: ${taken[0]?.toFixed(2)} s; 20 nested stacks of 30 resources: ${taken[1]?.toFixed(2)} s`);
  process.exitCode = taken.some((each) => each >= most) ? 1 : 0;
} finally {
  rmSync(place, { recursive: true, force: true });
}
