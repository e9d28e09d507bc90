import type { Assembly } from '../../../judge/read/assembly.ts';
import type { JsonObject } from '../../../judge/read/json.ts';
import type { Settings } from '../../config.ts';

/** Acts that some role needs, by service; a role's own policy names the resources. */
const acts: Record<string, string[]> = {
  s3: [
    'AbortMultipartUpload',
    'DeleteObject',
    'DeleteObjectVersion',
    'GetBucketLocation',
    'GetObject',
    'GetObjectTagging',
    'GetObjectVersion',
    'ListAllMyBuckets',
    'ListBucket',
    'ListBucketVersions',
    'PutObject',
  ],
  kms: [
    'CreateGrant',
    'Decrypt',
    'DescribeKey',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'GetPublicKey',
    'Sign',
    'Verify',
  ],
  cloudwatch: ['DescribeAlarms', 'GetMetricData', 'GetMetricStatistics', 'ListMetrics', 'PutMetricData'],
  logs: [
    'CreateLogGroup',
    'CreateLogStream',
    'DescribeLogGroups',
    'DescribeLogStreams',
    'FilterLogEvents',
    'GetLogEvents',
    'PutLogEvents',
  ],
  sagemaker: ['List*'],
  secretsmanager: ['GetRandomPassword'],
  ecr: ['BatchCheckLayerAvailability', 'BatchGetImage', 'GetAuthorizationToken', 'GetDownloadUrlForLayer'],
  ec2: [
    'CreateNetworkInterface*',
    'DeleteNetworkInterface*',
    'DescribeDhcpOptions',
    'DescribeNetworkInterfaces',
    'DescribeSecurityGroups',
    'DescribeSubnets',
    'DescribeVpcs',
  ],
};

/** The allows of the boundary, written apart from infra/policies/boundary.ts, which makes it. */
export function limitsAt({ stacks, account }: Assembly, { name, region }: Settings): JsonObject[] {
  const at = (service: string) => `arn:${stacks[0]?.partition}:${service}:${region}:${account}`;
  const verbs = (service: string, list: string[]) => list.map((verb) => `${service}:${verb}`);
  return [
    {
      Effect: 'Allow',
      Action: Object.entries(acts).flatMap(([service, list]) => verbs(service, list)),
      Resource: '*',
    },
    { Effect: 'Allow', Action: 'sagemaker:*', Resource: `${at('sagemaker')}:*` },
    {
      Effect: 'Allow',
      Action: verbs('secretsmanager', [
        'DescribeSecret',
        'GetSecretValue',
        'PutSecretValue',
        'RestoreSecret',
        'RotateSecret',
        'UpdateSecretVersionStage',
      ]),
      Resource: `${at('secretsmanager')}:secret:${name}/*`,
    },
    {
      Effect: 'Allow',
      Action: verbs('ssm', ['GetParameter*']),
      Resource: `${at('ssm')}:parameter/${name}/*`,
    },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: `arn:${stacks[0]?.partition}:iam::${account}:role/${name}-*`,
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    },
  ];
}
