import type { JsonObject } from '../../../judge/read/json.ts';

interface Arns {
  /** The begin of the project's stacks: `...:stack/my-ml`. */
  stacks: string;
  bucketArn: string;
  versionArn: string;
  /** The role that is handed to CloudFormation. */
  execution: string;
}

/** Has CloudFormation change the stacks of the project, but for those of the administrator. */
export const deployStatements = ({ stacks, bucketArn, versionArn, execution }: Arns): JsonObject[] => [
  {
    Effect: 'Allow',
    Action: [
      ...['CreateChangeSet', 'DeleteChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet', 'CreateStack', 'UpdateStack'],
      ...['DeleteStack', 'ContinueUpdateRollback', 'RollbackStack', 'UpdateTerminationProtection', 'DescribeStacks'],
      ...['DescribeStackEvents', 'DescribeStackResources', 'GetTemplate', 'GetTemplateSummary'],
    ].map((verb) => `cloudformation:${verb}`),
    Resource: [`${stacks}-*/*`],
  },
  {
    Sid: 'TheAdministratorsStacks',
    Effect: 'Deny',
    NotAction: ['cloudformation:Describe*', 'cloudformation:Get*'],
    Resource: [`${stacks}-bootstrap/*`, `${stacks}-guardrails/*`],
  },
  {
    Effect: 'Allow',
    Action: ['iam:PassRole'],
    Resource: [execution],
    Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
  },
  { Effect: 'Allow', Action: ['s3:GetObject'], Resource: [`${bucketArn}/*`] },
  { Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: [versionArn] },
];

/** Uploads templates and code. What the CDK asks S3 for: cdk-assets, "AssetManifest". */
export const publishingStatements = ({ bucketArn }: Arns): JsonObject[] => [
  {
    Effect: 'Allow',
    Action: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration', 's3:ListBucket'],
    Resource: [bucketArn],
  },
  {
    Effect: 'Allow',
    Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
    Resource: [`${bucketArn}/*`],
  },
];

/** Reads what is deployed, for the plan. */
export const lookupStatements = ({ stacks, versionArn }: Arns): JsonObject[] => [
  {
    Effect: 'Allow',
    Action: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate', 'cloudformation:GetTemplateSummary'],
    Resource: [`${stacks}-*/*`],
  },
  { Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: [versionArn] },
];
