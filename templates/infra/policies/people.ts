import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { DataBucketName } from '../config.ts';
import type { DataBucket } from '../foundation.ts';

interface PeopleScope {
  partition: string;
  region: string;
  account: string;
  project: string;
  buckets: Record<DataBucketName, DataBucket>;
  jobRoles: string[];
  mayDelete: boolean;
}

/** What a person may do by hand: start and read jobs, move data in, register models. Controls add the denies. */
export function peopleStatements({ partition, region, account, project, buckets, jobRoles, mayDelete }: PeopleScope) {
  const sagemaker = (kind: string) => `arn:${partition}:sagemaker:${region}:${account}:${kind}/${project}-*`;
  return [
    new PolicyStatement({
      sid: 'RunJobs',
      actions: [
        'sagemaker:CreateTrainingJob',
        'sagemaker:DescribeTrainingJob',
        'sagemaker:StopTrainingJob',
        'sagemaker:CreateProcessingJob',
        'sagemaker:DescribeProcessingJob',
        'sagemaker:StopProcessingJob',
        'sagemaker:AddTags',
      ],
      resources: [sagemaker('training-job'), sagemaker('processing-job')],
    }),
    new PolicyStatement({
      sid: 'KeepModels',
      actions: [
        'sagemaker:CreateModel',
        'sagemaker:DescribeModel',
        'sagemaker:CreateModelPackage',
        'sagemaker:DescribeModelPackage',
        'sagemaker:UpdateModelPackage',
      ],
      resources: [sagemaker('model'), sagemaker('model-package')],
    }),
    ...(mayDelete
      ? [
          new PolicyStatement({
            sid: 'DeleteModels',
            actions: ['sagemaker:DeleteModel', 'sagemaker:DeleteModelPackage'],
            resources: [sagemaker('model'), sagemaker('model-package')],
          }),
        ]
      : []),
    new PolicyStatement({
      sid: 'PassJobRoles',
      actions: ['iam:PassRole'],
      resources: jobRoles,
      conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    }),
    new PolicyStatement({
      sid: 'ListData',
      actions: ['s3:ListBucket'],
      resources: Object.values(buckets).map(({ arn }) => arn),
    }),
    new PolicyStatement({
      sid: 'ReadData',
      actions: ['s3:GetObject'],
      resources: Object.values(buckets).map(({ arn }) => `${arn}/*`),
    }),
    new PolicyStatement({
      sid: 'BringDataAndCodeAndPromoteModels',
      actions: ['s3:PutObject'],
      resources: [`${buckets.raw.arn}/train/*`, `${buckets.artifacts.arn}/code/*`, `${buckets.artifacts.arn}/models/*`],
    }),
    new PolicyStatement({
      sid: 'ReadJobLogs',
      actions: ['logs:GetLogEvents', 'logs:FilterLogEvents', 'logs:DescribeLogStreams'],
      resources: [
        `arn:${partition}:logs:${region}:${account}:log-group:/aws/sagemaker/*`,
        `arn:${partition}:logs:${region}:${account}:log-group:/aws/sagemaker/*:log-stream:*`,
      ],
    }),
    new PolicyStatement({
      sid: 'ReadParameters',
      actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
      resources: [`arn:${partition}:ssm:${region}:${account}:parameter/${project}/*`],
    }),
  ];
}
