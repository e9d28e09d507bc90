import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type DataBucketName, dataBuckets } from '../config.ts';
import type { DataBucket } from '../foundation.ts';
import { lists, lookStatement } from './look.ts';
import { executionStatements } from './pipelines.ts';

export interface PeopleScope {
  partition: string;
  region: string;
  account: string;
  project: string;
  buckets: Record<DataBucketName, DataBucket>;
  jobRoles: string[];
  mayDelete: boolean;
  /** The pipeline whose jobs are the only ones: people start its executions, and neither jobs nor code of their own. */
  pipeline: string | undefined;
}

const sagemakerAt =
  ({ partition, region, account, project }: PeopleScope) =>
  (kind: string) =>
    `arn:${partition}:sagemaker:${region}:${account}:${kind}/${project}-*`;

/** Groups of job logs that people read, below /aws/sagemaker/. */
export const readLogGroups = ['ProcessingJobs', 'TrainingJobs', 'TransformJobs'];

/** Streams of this project's jobs: FilterLogEvents and queries take whole groups, which are the account's, so nobody has them. */
export function jobLogStatements({ partition, region, account, project }: PeopleScope): PolicyStatement[] {
  const group = (name: string) => `arn:${partition}:logs:${region}:${account}:log-group:/aws/sagemaker/${name}`;
  return [
    new PolicyStatement({
      sid: 'FindJobLogs',
      actions: ['logs:DescribeLogStreams'],
      resources: readLogGroups.map(group),
    }),
    new PolicyStatement({
      sid: 'ReadJobLogs',
      actions: ['logs:GetLogEvents'],
      resources: readLogGroups.map((name) => `${group(name)}:log-stream:${project}-*`),
    }),
  ];
}

const readParameters = ({ partition, region, account, project }: PeopleScope) =>
  new PolicyStatement({
    sid: 'ReadParameters',
    actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
    resources: [`arn:${partition}:ssm:${region}:${account}:parameter/${project}/*`],
  });

const seeJobs = ['sagemaker:DescribeTrainingJob', 'sagemaker:DescribeProcessingJob'];
const stopJobs = ['sagemaker:StopTrainingJob', 'sagemaker:StopProcessingJob'];

/** Jobs and models of one's own, with the roles that they run as. */
function freeStatements(scope: PeopleScope): PolicyStatement[] {
  const { jobRoles, mayDelete } = scope;
  const sagemaker = sagemakerAt(scope);
  return [
    new PolicyStatement({
      sid: 'RunJobs',
      actions: [
        'sagemaker:CreateTrainingJob',
        'sagemaker:CreateProcessingJob',
        ...seeJobs,
        ...stopJobs,
        'sagemaker:AddTags',
      ],
      resources: [sagemaker('training-job'), sagemaker('processing-job')],
    }),
    new PolicyStatement({
      sid: 'KeepModels',
      actions: ['sagemaker:CreateModel', 'sagemaker:DescribeModel', ...(mayDelete ? ['sagemaker:DeleteModel'] : [])],
      resources: [sagemaker('model')],
    }),
    new PolicyStatement({
      sid: 'PassJobRoles',
      actions: ['iam:PassRole'],
      resources: jobRoles,
      conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    }),
  ];
}

function pipelineStatements(scope: PeopleScope, pipeline: string): PolicyStatement[] {
  const sagemaker = sagemakerAt(scope);
  return [
    ...executionStatements({ ...scope, pipeline }),
    new PolicyStatement({
      sid: 'SeeJobs',
      actions: [...seeJobs, ...stopJobs],
      resources: [sagemaker('training-job'), sagemaker('processing-job')],
    }),
    new PolicyStatement({ sid: 'SeeModels', actions: ['sagemaker:DescribeModel'], resources: [sagemaker('model')] }),
  ];
}

/** What an engineer may do by hand: run and read jobs, bring data and, where jobs are people's own, code. Controls add the denies. */
export function engineerStatements(scope: PeopleScope): PolicyStatement[] {
  const { buckets, pipeline } = scope;
  const { raw, artifacts } = buckets;
  const all = dataBuckets.map((bucket) => [bucket, buckets[bucket]] as const);
  const sagemaker = sagemakerAt(scope);
  return [
    ...(pipeline ? pipelineStatements(scope, pipeline) : freeStatements(scope)),
    new PolicyStatement({
      sid: 'SeeRegistry',
      actions: ['sagemaker:DescribeModelPackage', 'sagemaker:DescribeModelPackageGroup'],
      resources: [sagemaker('model-package'), sagemaker('model-package-group')],
    }),
    new PolicyStatement({
      sid: 'ListData',
      actions: ['s3:ListBucket'],
      resources: all.map(([, { arn }]) => arn),
    }),
    new PolicyStatement({
      sid: 'ReadData',
      actions: ['s3:GetObject'],
      // All but what evaluation keeps back: whoever trains does not see what models are measured by.
      resources: all.map(([bucket, { arn }]) => (bucket === 'processed' ? `${arn}/train/*` : `${arn}/*`)),
    }),
    new PolicyStatement({
      sid: pipeline ? 'BringData' : 'BringDataAndCode',
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      resources: [`${raw.arn}/train/*`, ...(pipeline ? [] : [`${artifacts.arn}/code/*`])],
    }),
    ...jobLogStatements(scope),
    lookStatement('ListWork', lists),
    readParameters(scope),
  ];
}

/** What registration writes into a version (ml/workload/register.py), and an approval is about: it stays as it is. */
const boundProperties = [
  'training-job',
  'image',
  ...['archive', 'model', 'code', 'holdout'].map((what) => `${what}-sha256`),
];

const leavesProperties = Object.fromEntries(
  [
    ...boundProperties.map((name) => `sagemaker:CustomerMetadataProperties/${name}`),
    'sagemaker:CustomerMetadataPropertiesToRemove',
  ].map((key) => [key, 'true']),
);

/** What an approver may do: read how a model was evaluated, and approve or reject it. It starts nothing. */
export function approverStatements(scope: PeopleScope): PolicyStatement[] {
  const { artifacts } = scope.buckets;
  const sagemaker = sagemakerAt(scope);
  return [
    new PolicyStatement({
      sid: 'SeeModels',
      actions: ['sagemaker:DescribeModelPackage', ...(scope.mayDelete ? ['sagemaker:DeleteModelPackage'] : [])],
      resources: [sagemaker('model-package')],
    }),
    new PolicyStatement({
      sid: 'DecideOnModels',
      actions: ['sagemaker:UpdateModelPackage'],
      resources: [sagemaker('model-package')],
      conditions: { Null: leavesProperties },
    }),
    new PolicyStatement({
      sid: 'SeeRegistry',
      actions: ['sagemaker:DescribeModelPackageGroup'],
      resources: [sagemaker('model-package-group')],
    }),
    new PolicyStatement({
      sid: 'FindModels',
      actions: ['s3:ListBucket'],
      resources: [artifacts.arn],
      conditions: { StringLike: { 's3:prefix': 'models/*' } },
    }),
    new PolicyStatement({
      sid: 'ReadEvaluations',
      actions: ['s3:GetObject'],
      resources: [`${artifacts.arn}/models/*`],
    }),
    lookStatement('ListWork', lists),
    readParameters(scope),
  ];
}

/** What whoever answers alerts may do: stop jobs, read their logs and the trail's, put in a secret's new value. */
export function operatorStatements(scope: PeopleScope): PolicyStatement[] {
  const { partition, region, account, project, buckets } = scope;
  const sagemaker = sagemakerAt(scope);
  const groups = `arn:${partition}:logs:${region}:${account}:log-group:/${project}/*`;
  return [
    new PolicyStatement({
      sid: 'StopJobs',
      actions: ['sagemaker:StopProcessingJob', 'sagemaker:StopTrainingJob'],
      resources: [sagemaker('training-job'), sagemaker('processing-job')],
    }),
    new PolicyStatement({
      sid: 'ReadProjectLogs',
      actions: ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:DescribeLogStreams'],
      resources: [groups],
    }),
    new PolicyStatement({
      sid: 'FindObjects',
      actions: ['s3:ListBucket', 's3:ListBucketVersions'],
      resources: dataBuckets.map((bucket) => buckets[bucket].arn),
    }),
    new PolicyStatement({
      sid: 'SeeScans',
      actions: ['s3:GetObjectTagging'],
      resources: [`${buckets.raw.arn}/*`],
    }),
    ...jobLogStatements(scope),
    new PolicyStatement({
      sid: 'ReadParameters',
      actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath', 'ssm:GetParameterHistory'],
      resources: [`arn:${partition}:ssm:${region}:${account}:parameter/${project}/*`],
    }),
  ];
}
