import { defaults } from '../../src/answers/answers.ts';
import { basePath, lockPath } from '../../src/baseline/lock.ts';
import { seal } from '../../src/baseline/seal.ts';
import { readOverlay } from '../../src/overlay/overlay.ts';
import { record } from '../../src/overlay/record.ts';
import { document, overlayTree } from '../overlay/forge.ts';

const why = 'A reason of ten characters';
const parts = {
  defaults: { monthlyBudgetUsd: 500 },
  lock: { trail: { value: 'create', why } },
  limit: { region: { oneOf: ['eu-west-1'], why }, 'alerting.emails': { includes: ['a@b.example'], why } },
  require: { files: { 'a.txt': { why, unchanged: true } }, controls: { trail: { why } } },
};
export const overlayDocument = Buffer.from(JSON.stringify(document(parts)));

const overlay = readOverlay(overlayTree(parts, { 'docs/a.md': 'a' }));
const recorded = record(
  { tree: new Map(), spec: './bank', resolved: './bank', integrity: `sha512-${Buffer.alloc(64).toString('base64')}` },
  overlay,
);
const answers = defaults('my-ml') as unknown as Record<string, unknown>;
const text = (content: string) => ({ content: Buffer.from(content), mode: '100644' as const });
const tree = seal(
  new Map([
    ['a.txt', text('a\n')],
    ['settings.json', text(JSON.stringify(answers))],
  ]),
  {
    generator: '0.1.0',
    overlays: [recorded],
    answers,
    sources: { region: 'default' },
  },
);

export const lock = tree.get(lockPath)?.content as Buffer;
export const base = tree.get(basePath)?.content as Buffer;
export const settings = Buffer.from(JSON.stringify(answers));
export const waivers = Buffer.from(
  JSON.stringify({
    format: 1,
    waivers: [
      {
        id: 'policy/bank/limit/region',
        kind: 'policy',
        reason: 'Frankfurt has no capacity of this type before spring',
        owner: 'a@b.example',
        until: '2027-03-01',
      },
    ],
  }),
);

const statement = {
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:List*'],
  Resource: { 'Fn::Sub': ['$', '{Raw.Arn}/*'].join('') },
};
export const assembly = {
  manifest: Buffer.from(
    JSON.stringify({
      version: '48.0.0',
      artifacts: {
        Data: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://111122223333/eu-west-1',
          properties: { templateFile: 'Data.template.json', stackName: 'my-ml-data' },
        },
      },
    }),
  ),
  template: Buffer.from(
    JSON.stringify({
      Parameters: { Who: { Type: 'String', Default: 'arn:aws:iam::111122223333:role/a' } },
      Conditions: { InUs: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } },
      Metadata: { Names: { raw: { 'Fn::GetAtt': ['Raw', 'Arn'] } } },
      Resources: {
        Raw: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties: { BucketName: 'raw' } },
        Policy: {
          Type: 'AWS::S3::BucketPolicy',
          Properties: {
            Bucket: { Ref: 'Raw' },
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  ...statement,
                  Principal: { AWS: { Ref: 'Who' } },
                  Condition: { Bool: { 'aws:SecureTransport': 'true' } },
                },
              ],
            },
          },
        },
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: { 'Fn::Join': ['-', ['my-ml', 'training']] },
            AssumeRolePolicyDocument: {
              Statement: [
                { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
              ],
            },
            Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [statement] } }],
          },
        },
        Nested: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { TemplateURL: 'https://s3.amazonaws.com/x/y.json' },
        },
        Key: { Type: 'AWS::KMS::Key', Condition: 'InUs', Properties: { KeyPolicy: { Statement: [] } } },
      },
    }),
  ),
};
