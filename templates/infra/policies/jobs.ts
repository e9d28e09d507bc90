import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Streams of jobs carry the job's name; an endpoint has a group of its own, with streams that SageMaker names. */
export interface JobLogs {
  group: string;
  streams: string;
}

const jobLogs =
  (group: string) =>
  (project: string): JobLogs => ({ group, streams: `${project}-*` });

/** Amazon SageMaker Developer Guide, "CloudWatch Logs for Amazon SageMaker AI". */
export const logsOf = {
  processing: [jobLogs('ProcessingJobs')],
  training: [jobLogs('TrainingJobs')],
  evaluation: [jobLogs('ProcessingJobs')],
  registration: [jobLogs('ProcessingJobs')],
  inference: [
    jobLogs('TransformJobs'),
    (project: string): JobLogs => ({ group: `Endpoints/${project}-*`, streams: '*' }),
  ],
};

/** What the job roles share: where SageMaker writes a job's logs and metrics, and the images it may pull. */
export interface JobScope {
  partition: string;
  region: string;
  account: string;
  project: string;
  /** ARNs of the ECR repositories that hold the job images. */
  repositories: string[];
  /** Log groups of the role's jobs below /aws/sagemaker/, and how their streams begin. */
  logs: JobLogs[];
}

/** Logs, metrics and images of a job. Amazon SageMaker Developer Guide, "SageMaker AI Roles". */
export function jobBasics({ partition, region, account, repositories, logs }: JobScope): PolicyStatement[] {
  const group = (name: string) => `arn:${partition}:logs:${region}:${account}:log-group:/aws/sagemaker/${name}`;
  return [
    new PolicyStatement({
      sid: 'WriteJobLogs',
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      resources: logs.flatMap(({ group: name, streams }) => [group(name), `${group(name)}:log-stream:${streams}`]),
    }),
    new PolicyStatement({
      sid: 'WriteJobMetrics',
      actions: ['cloudwatch:PutMetricData'],
      // CloudWatch metrics have no ARN; the namespace condition is the limit.
      resources: ['*'],
      conditions: { StringLike: { 'cloudwatch:namespace': '/aws/sagemaker/*' } },
    }),
    new PolicyStatement({
      sid: 'PullJobImages',
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: repositories,
    }),
    new PolicyStatement({
      sid: 'LogInToRegistries',
      actions: ['ecr:GetAuthorizationToken'],
      // The action supports no resource: Service Authorization Reference, "Amazon ECR".
      resources: ['*'],
    }),
  ];
}

/** Listing and reading below prefixes of one bucket. */
export function readPrefixes(sid: string, bucketArn: string, prefixes: string[]): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: `${sid}List`,
      actions: ['s3:ListBucket'],
      resources: [bucketArn],
      conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
    }),
    new PolicyStatement({
      sid: `${sid}Read`,
      actions: ['s3:GetObject'],
      resources: prefixes.map((prefix) => `${bucketArn}/${prefix}*`),
    }),
  ];
}

/** Writing below prefixes; there is no s3:DeleteObject, and versioning keeps what an overwrite replaces. */
export function writePrefixes(sid: string, bucketArn: string, prefixes: string[]): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: `${sid}Write`,
      effect: Effect.ALLOW,
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      resources: prefixes.map((prefix) => `${bucketArn}/${prefix}*`),
    }),
  ];
}
