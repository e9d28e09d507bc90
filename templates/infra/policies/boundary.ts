import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * The most that any role of this repository can ever do, whatever policy somebody attaches to it later.
 * It grants nothing by itself (IAM User Guide, "Permissions boundaries for IAM entities").
 */
export function boundaryStatements(project: string, at: { partition: string; region: string; account: string }) {
  const { partition, region, account } = at;
  return [
    new PolicyStatement({
      sid: 'WorkloadServices',
      actions: [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:GetBucketLocation',
        's3:GetObject',
        's3:GetObjectVersion',
        's3:GetObjectTagging',
        's3:ListAllMyBuckets',
        's3:ListBucket',
        's3:ListBucketVersions',
        's3:PutObject',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:CreateGrant',
        'kms:GetPublicKey',
        'kms:Sign',
        'kms:Verify',
        'cloudwatch:PutMetricData',
        'cloudwatch:DescribeAlarms',
        'cloudwatch:GetMetricData',
        'cloudwatch:GetMetricStatistics',
        'cloudwatch:ListMetrics',
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'logs:DescribeLogGroups',
        'logs:DescribeLogStreams',
        'logs:GetLogEvents',
        'logs:FilterLogEvents',
        // Lists take no resource.
        'sagemaker:List*',
        'secretsmanager:GetRandomPassword',
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:GetAuthorizationToken',
        'ecr:GetDownloadUrlForLayer',
        'ec2:CreateNetworkInterface*',
        'ec2:DeleteNetworkInterface*',
        'ec2:DescribeDhcpOptions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      // Each role's own policy names the resources; the boundary limits the kinds of act.
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'WorkloadJobs',
      actions: ['sagemaker:*'],
      // Every act on jobs, models and endpoints of this account and region; denied acts are in the roles' policies.
      resources: [`arn:${partition}:sagemaker:${region}:${account}:*`],
    }),
    new PolicyStatement({
      sid: 'OwnSecrets',
      actions: [
        'secretsmanager:GetSecretValue',
        'secretsmanager:DescribeSecret',
        'secretsmanager:PutSecretValue',
        'secretsmanager:RestoreSecret',
        'secretsmanager:RotateSecret',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resources: [`arn:${partition}:secretsmanager:${region}:${account}:secret:${project}/*`],
    }),
    new PolicyStatement({
      sid: 'OwnParameters',
      actions: ['ssm:GetParameter*'],
      resources: [`arn:${partition}:ssm:${region}:${account}:parameter/${project}/*`],
    }),
    new PolicyStatement({
      sid: 'PassOwnJobRoles',
      actions: ['iam:PassRole'],
      resources: [`arn:${partition}:iam::${account}:role/${project}-*`],
      conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    }),
  ];
}
