import type { Tier } from '../../src/answers/answers.ts';
import type { Settings } from '../../templates/infra/config.ts';
import type { Json } from '../../templates/judge/read/json.ts';
import { detectorsOf } from './detectors.ts';
import { eventOf } from './table.ts';

const account = '111122223333';

/** `userIdentity` of a role's session. */
function session(role: string, name: string, invokedBy?: string): Json {
  return {
    type: 'AssumedRole',
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    accountId: account,
    sessionContext: { sessionIssuer: { userName: role } },
    ...(invokedBy && { invokedBy }),
  };
}

const deploys = session(`cdk-hnb659fds-cfn-exec-role-${account}-eu-west-1`, 'AWSCloudFormation');
const cdk = session(`cdk-hnb659fds-deploy-role-${account}-eu-west-1`, 'aws-cdk-ci');
const own = (role: string, invokedBy?: string) => session(`my-ml-${role}`, 'SageMaker', invokedBy);
const person = (role: string) => session(`my-ml-${role}`, 'jane');

interface Ordinary {
  by: Json;
  /** The event's source and name, and what the call names. */
  calls: [string, Record<string, string | string[]>?][];
  data?: true;
}

/** What happens on a day on which nothing is wrong: a deployment, the pipeline from data to a registered model, rotation. */
const day: Ordinary[] = [
  {
    by: cdk,
    calls: [
      ['cloudformation CreateChangeSet', { stackName: 'my-ml-audit' }],
      ['cloudformation ExecuteChangeSet', { stackName: 'my-ml-audit', changeSetName: 'x' }],
      ['cloudformation UpdateTerminationProtection', { stackName: 'my-ml-audit' }],
      ['cloudformation ValidateTemplate'],
    ],
  },
  {
    by: session('my-ml-deploy', 'GitHubActions'),
    calls: [
      ['sts AssumeRole', { roleArn: `arn:aws:iam::${account}:role/cdk-hnb659fds-deploy-role-${account}-eu-west-1` }],
    ],
  },
  {
    by: deploys,
    calls: [
      ['events PutRule', { name: 'my-ml-root-use' }],
      ['events PutTargets', { rule: 'my-ml-root-use' }],
      ['sns SetTopicAttributes', { topicArn: `arn:aws:sns:eu-west-1:${account}:alerts` }],
      ['sns Subscribe', { topicArn: `arn:aws:sns:eu-west-1:${account}:alerts` }],
      ['monitoring PutMetricAlarm', { alarmName: 'my-ml-cis-trail' }],
      ['monitoring PutDashboard', { dashboardName: 'my-ml' }],
      ['logs PutMetricFilter', { logGroupName: '/my-ml/trail' }],
      ['logs PutRetentionPolicy', { logGroupName: '/my-ml/trail' }],
      ['cloudtrail PutEventSelectors', { trailName: 'my-ml' }],
      ['guardduty UpdateDetector'],
      ['guardduty CreateMalwareProtectionPlan'],
      ['macie2 EnableMacie'],
      ['access-analyzer CreateAnalyzer'],
      ['kms PutKeyPolicy', { keyId: '1' }],
      ['kms CreateAlias', { aliasName: 'alias/my-ml-data' }],
      ['s3 PutBucketPolicy', { bucketName: 'my-raw' }],
      ['s3 PutBucketLifecycle', { bucketName: 'my-raw' }],
      ['iam PutRolePolicy', { roleName: 'my-ml-training' }],
      ['iam CreatePolicyVersion', { policyArn: `arn:aws:iam::${account}:policy/my-ml-boundary` }],
      ['ec2 CreateVpcEndpoint'],
      ['ec2 AuthorizeSecurityGroupEgress'],
      ['ec2 CreateFlowLogs'],
      ['ssm PutParameter', { name: '/my-ml/image' }],
      ['secretsmanager PutResourcePolicy', { secretId: 'my-ml/data-source' }],
      ['lambda UpdateFunctionCode20150331v2', { functionName: 'my-ml-rotation' }],
      ['budgets ModifyBudget'],
      ['sagemaker CreateModelPackageGroup', { modelPackageGroupName: 'my-ml-models' }],
    ],
  },
  {
    by: person('engineer'),
    calls: [
      ['sagemaker CreateProcessingJob', { roleArn: `arn:aws:iam::${account}:role/my-ml-processing` }],
      ['sagemaker CreateTrainingJob', { roleArn: `arn:aws:iam::${account}:role/my-ml-training` }],
      ['sagemaker CreateTransformJob'],
      ['signin CreateOAuth2Token'],
      ['sagemaker AddTags'],
      ['sagemaker StopTrainingJob'],
    ],
  },
  {
    by: person('engineer'),
    data: true,
    calls: [
      ['s3 PutObject', { bucketName: 'my-artifacts', key: 'code/1/source.tar.gz' }],
      ['s3 PutObject', { bucketName: 'my-raw', key: 'train/new.csv' }],
    ],
  },
  {
    by: own('processing', 'sagemaker.amazonaws.com'),
    calls: [
      ['ec2 CreateNetworkInterface'],
      ['ec2 CreateNetworkInterfacePermission'],
      ['ec2 DeleteNetworkInterface'],
      ['kms CreateGrant', { keyId: '1' }],
      ['kms RetireGrant'],
    ],
  },
  {
    by: own('processing'),
    calls: [
      ['logs CreateLogStream', { logGroupName: '/aws/sagemaker/ProcessingJobs' }],
      ['secretsmanager GetSecretValue', { secretId: 'my-ml/data-source' }],
      ['sagemaker BatchPutMetrics'],
    ],
  },
  {
    by: own('processing'),
    data: true,
    calls: [['s3 PutObject', { bucketName: 'my-processed', key: 'train/data.csv' }]],
  },
  {
    by: own('training'),
    data: true,
    calls: [['s3 PutObject', { bucketName: 'my-artifacts', key: 'training/my-ml-1/output/model.tar.gz' }]],
  },
  {
    by: session('my-ml-malware-protection', 'GuardDuty'),
    data: true,
    calls: [['s3 PutObjectTagging', { bucketName: 'my-raw', key: 'train/new.csv' }]],
  },
  { by: own('registration'), calls: [['sagemaker CreateModelPackage', { modelPackageGroupName: 'my-ml-models' }]] },
  { by: person('approver'), calls: [['sagemaker UpdateModelPackage']] },
  {
    by: session('my-ml-rotation', 'my-ml-rotation'),
    calls: [
      ['secretsmanager GetSecretValue', { secretId: 'my-ml/data-source' }],
      ['secretsmanager PutSecretValue', { secretId: 'my-ml/data-source' }],
      ['secretsmanager UpdateSecretVersionStage', { secretId: 'my-ml/data-source' }],
    ],
  },
  // Another team of the account.
  {
    by: session('other-team', 'joe'),
    calls: [
      ['s3 PutBucketPolicy', { bucketName: 'other' }],
      ['events PutRule', { name: 'other' }],
      ['sns Subscribe', { topicArn: `arn:aws:sns:eu-west-1:${account}:other` }],
      ['lambda UpdateFunctionCode20150331v2', { functionName: 'other' }],
      ['cloudformation UpdateStack', { stackName: 'other' }],
      ['iam AttachRolePolicy', { roleName: 'other' }],
      ['ssm PutParameter', { name: '/other/x' }],
      ['ecr PutImage', { repositoryName: 'other' }],
      ['monitoring PutMetricAlarm', { alarmName: 'other' }],
      ['logs DeleteLogGroup', { logGroupName: '/other' }],
    ],
  },
];

/** Calls of an ordinary day that somebody is told of, and by what; their number with them. */
export async function falseAlarms(
  tier: Tier,
  settings: Partial<Settings> = {},
): Promise<{ calls: number; alarms: string[] }> {
  const detectors = await detectorsOf(tier, 'eu-west-1', settings);
  const events = day.flatMap(({ by, calls, data = false }) =>
    calls.map(([name, requestParameters = {}]) => {
      const [source = '', eventName = ''] = name.split(' ');
      return { name, event: eventOf({ source, eventName, requestParameters, data }, by) };
    }),
  );
  const alarms = events.flatMap(({ name, event }) =>
    detectors.filter((one) => one.catches(event)).map(({ id }) => `${name}: ${id}`),
  );
  return { calls: events.length, alarms };
}
