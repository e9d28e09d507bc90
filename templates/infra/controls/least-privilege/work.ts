import type { JsonObject } from '../../../judge/read/json.ts';
import type { Settings } from '../../config.ts';
import { jobImageRepository } from '../../images.ts';
import { tierFacts } from '../../tiers.ts';

interface Place {
  partition: string;
  account: string;
}

const allow = (Action: string[], Resource: string | string[]): JsonObject => ({ Effect: 'Allow', Action, Resource });

/** Logs, metrics and images of a job: written apart from infra/policies, as in rights.ts. */
export function basicsAt({ partition, account }: Place, { name, region }: Settings): JsonObject[] {
  const logs = `arn:${partition}:logs:${region}:${account}:log-group:/aws/sagemaker/*`;
  return [
    allow(
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      [logs, `${logs}:log-stream:*`],
    ),
    {
      ...allow(['cloudwatch:PutMetricData'], '*'),
      Condition: { StringLike: { 'cloudwatch:namespace': '/aws/sagemaker/*' } },
    },
    allow(
      ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      [`arn:${partition}:ecr:${region}:${account}:repository/${name}-*`, jobImageRepository(region)],
    ),
    allow(['ecr:GetAuthorizationToken'], '*'),
  ];
}

/** What a person may do by hand. */
export function peopleAt(
  { partition, account }: Place,
  { name, region, sensitivity }: Settings,
  buckets: Record<string, string>,
): JsonObject[] {
  const at = (service: string) => `arn:${partition}:${service}:${region}:${account}`;
  const own = (kind: string) => `${at('sagemaker')}:${kind}/${name}-*`;
  const logs = `${at('logs')}:log-group:/aws/sagemaker/*`;
  const all = Object.values(buckets);
  return [
    allow(
      [
        ...['TrainingJob', 'ProcessingJob'].flatMap((job) =>
          ['Create', 'Describe', 'Stop'].map((verb) => `sagemaker:${verb}${job}`),
        ),
        'sagemaker:AddTags',
      ],
      [own('training-job'), own('processing-job')],
    ),
    allow(
      [
        ...['Model', 'ModelPackage'].flatMap((model) =>
          ['Create', 'Describe'].map((verb) => `sagemaker:${verb}${model}`),
        ),
        'sagemaker:UpdateModelPackage',
      ],
      [own('model'), own('model-package')],
    ),
    ...(tierFacts[sensitivity].peopleDeleteModels
      ? [allow(['sagemaker:DeleteModel', 'sagemaker:DeleteModelPackage'], [own('model'), own('model-package')])]
      : []),
    {
      ...allow(
        ['iam:PassRole'],
        ['training', 'processing', 'inference'].map((role) => `arn:${partition}:iam::${account}:role/${name}-${role}`),
      ),
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    },
    allow(['s3:ListBucket'], all),
    allow(
      ['s3:GetObject'],
      all.map((arn) => `${arn}/*`),
    ),
    allow(['s3:PutObject'], [`${buckets.raw}/train/*`, `${buckets.artifacts}/code/*`, `${buckets.artifacts}/models/*`]),
    allow(['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents'], [logs, `${logs}:log-stream:*`]),
    allow(['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'], `${at('ssm')}:parameter/${name}/*`),
  ];
}
