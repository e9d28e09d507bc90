import type { JsonObject } from '../../../judge/read/json.ts';
import type { Settings } from '../../config.ts';
import { imageRepositories } from '../../images.ts';

interface Place {
  partition: string;
  account: string;
}

const allow = (Action: string[], Resource: string | string[]): JsonObject => ({ Effect: 'Allow', Action, Resource });

/** Logs, metrics and images of a job: written apart from infra/policies, as in rights.ts. */
export function basicsAt({ partition, account }: Place, { name, region }: Settings, role: string): JsonObject[] {
  const at = (group: string) => `arn:${partition}:logs:${region}:${account}:log-group:/aws/sagemaker/${group}`;
  const streams: Record<string, [string, string][]> = {
    training: [['TrainingJobs', `${name}-*`]],
    inference: [
      ['TransformJobs', `${name}-*`],
      [`Endpoints/${name}-*`, '*'],
    ],
  };
  const logs = streams[role] ?? [['ProcessingJobs', `${name}-*`]];
  return [
    allow(
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      logs.flatMap(([group, stream]) => [at(group), `${at(group)}:log-stream:${stream}`]),
    ),
    {
      ...allow(['cloudwatch:PutMetricData'], '*'),
      Condition: { StringLike: { 'cloudwatch:namespace': '/aws/sagemaker/*' } },
    },
    allow(
      ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      [`arn:${partition}:ecr:${region}:${account}:repository/${name}-*`, ...Object.values(imageRepositories(region))],
    ),
    allow(['ecr:GetAuthorizationToken'], '*'),
  ];
}
