import { partitionOf } from '../../../judge/place.ts';
import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import type { JsonObject } from '../../../judge/read/json.ts';
import type { Settings } from '../../config.ts';
import { type Check, every, lacks, policyOf } from '../check.ts';

const encrypt = ['kms:Decrypt', 'kms:GenerateDataKey*'];

const roleUses: Record<string, string[]> = {
  Training: ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey'],
  Processing: ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey'],
  Evaluation: ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey'],
  Registration: ['Decrypt', 'DescribeKey'],
  Inference: ['Decrypt', 'DescribeKey'],
  Engineer: ['Decrypt', 'DescribeKey', 'GenerateDataKey'],
  Approver: ['Decrypt'],
};

/** What services do with the key of the logs: the groups of this project, and its trail. */
function logStatements({ account, stacks }: Assembly, { name, region }: Settings): JsonObject[] {
  const partition = stacks[0]?.partition;
  const allow = { Effect: 'Allow', Resource: '*' };
  const fromTrail = { 'aws:SourceArn': `arn:${partition}:cloudtrail:${region}:${account}:trail/${name}` };
  const cloudtrail = { Service: 'cloudtrail.amazonaws.com' };
  return [
    {
      ...allow,
      Principal: { Service: `logs.${region}.${partitionOf(region).suffix}` },
      Action: [...encrypt, 'kms:Encrypt', 'kms:ReEncrypt*'],
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': [`/${name}/*`, '/aws/sagemaker/*'].map(
            (group) => `arn:${partition}:logs:${region}:${account}:log-group:${group}`,
          ),
        },
      },
    },
    {
      ...allow,
      Principal: cloudtrail,
      Action: 'kms:GenerateDataKey*',
      Condition: {
        StringEquals: fromTrail,
        StringLike: {
          'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${partition}:cloudtrail:*:${account}:trail/*`,
        },
      },
    },
    { ...allow, Principal: cloudtrail, Action: 'kms:DescribeKey', Condition: { StringEquals: fromTrail } },
  ];
}

const isLogsKey = ({ stack, logicalId }: Resource, { names }: Assembly) =>
  names['logs-key']?.endsWith(`key/«${stack}/${logicalId}»`) === true;

export const uses = (settings: Settings): Check[] => [
  every(
    'the account keeps every right on every key, so that nobody is locked out',
    { type: 'AWS::KMS::Key', atLeast: 4 },
    ({ properties }, { account, stacks }) =>
      lacks(
        properties,
        [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:${stacks[0]?.partition}:iam::${account}:root` },
            Action: 'kms:*',
            Resource: '*',
            Condition: { StringEquals: { 'kms:CallerAccount': account } },
          },
        ],
        'KeyPolicy',
      ),
  ),
  every(
    'log groups and the trail of this project use the logs key',
    { type: 'AWS::KMS::Key', where: isLogsKey },
    ({ properties }, assembly) => lacks(properties, logStatements(assembly, settings), 'KeyPolicy'),
  ),
  ...Object.entries(roleUses).map(([title, verbs]) =>
    every(`${title} uses the data key as its work needs`, policyOf(title), ({ properties }, { names }) =>
      lacks(properties, [
        { Effect: 'Allow', Action: verbs.map((verb) => `kms:${verb}`), Resource: names['data-key'] ?? '' },
      ]),
    ),
  ),
];
