/** What cases are made of: few enough names that policies and requests often meet. */

export const ours = '111111111111';
export const theirs = '222222222222';
export const providers = [
  `arn:aws:iam::${ours}:oidc-provider/token.actions.githubusercontent.com`,
  `arn:aws:iam::${ours}:oidc-provider/gitlab.com`,
  `arn:aws:iam::${ours}:saml-provider/staff`,
];

export interface Kind {
  actions: string[];
  patterns: string[];
  /** ARNs for an account, or `*`. */
  resources: (account: string) => string[];
  resourcePatterns: (account: string) => string[];
  /** Whether AWS lets it carry its own policy. */
  hasPolicy: boolean;
  /** Who alone can ask; else everybody. */
  callers?: string[];
}

export const kinds: Record<string, Kind> = {
  object: {
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    patterns: ['s3:*Object', 's3:Get*', 's3:?etObject', 's3:*', 's3:Put*'],
    resources: () => ['arn:aws:s3:::raw/train/a.csv', 'arn:aws:s3:::raw/red/b', 'arn:aws:s3:::out/model:1/x'],
    resourcePatterns: () => [
      'arn:aws:s3:::raw/*',
      'arn:aws:s3:::raw/train/*',
      'arn:aws:s3:::*/red/?',
      'arn:aws:s3:::out/*',
      'arn:aws:s3:::raw/${aws:PrincipalTag/team}/*',
      "arn:aws:s3:::raw/${aws:PrincipalTag/team, 'train'}/*",
      'arn:aws:s3:::raw/${aws:username}/*',
      'arn:aws:s3:::r?w/*/a${*}csv',
      'arn:aws:s3:::raw/train/a.csv',
      'arn:*:s3:::raw/*',
    ],
    hasPolicy: true,
  },
  bucket: {
    actions: ['s3:ListBucket', 's3:GetBucketPolicy'],
    patterns: ['s3:List*', 's3:*', 's3:Get*'],
    resources: () => ['arn:aws:s3:::raw', 'arn:aws:s3:::out'],
    resourcePatterns: () => ['arn:aws:s3:::raw', 'arn:aws:s3:::*', 'arn:aws:s3:::o*', 'arn:aws:s3:::raw*'],
    hasPolicy: true,
  },
  key: {
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    patterns: ['kms:*', 'kms:Generate*', 'kms:De*'],
    resources: (account) => [`arn:aws:kms:eu-west-1:${account}:key/k1`, `arn:aws:kms:eu-west-1:${account}:key/k2`],
    resourcePatterns: (account) => [
      `arn:aws:kms:eu-west-1:${account}:key/*`,
      `arn:aws:kms:*:${account}:key/k1`,
      'arn:aws:kms:*:*:key/k?',
      'arn:aws:kms:us-*:*:key/*',
    ],
    hasPolicy: true,
  },
  secret: {
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DeleteSecret'],
    patterns: ['secretsmanager:*', 'secretsmanager:Get*'],
    resources: (account) => [`arn:aws:secretsmanager:eu-west-1:${account}:secret:db-AbCdEf`],
    resourcePatterns: (account) => [
      `arn:aws:secretsmanager:eu-west-1:${account}:secret:db-??????`,
      `arn:aws:secretsmanager:*:${account}:secret:*`,
      `arn:aws:secretsmanager:eu-west-1:${account}:secret:other-*`,
      'arn:aws:secretsmanager:us-east-1:*:secret:*',
    ],
    hasPolicy: true,
  },
  queue: {
    actions: ['sqs:SendMessage', 'sqs:ReceiveMessage'],
    patterns: ['sqs:*', 'sqs:Send*'],
    resources: (account) => [`arn:aws:sqs:eu-west-1:${account}:jobs`],
    resourcePatterns: (account) => [
      `arn:aws:sqs:*:${account}:*`,
      `arn:aws:sqs:eu-west-1:${account}:jobs`,
      'arn:aws:sqs:us-*:*:*',
      `arn:aws-cn:sqs:*:${account}:*`,
    ],
    hasPolicy: true,
  },
  topic: {
    actions: ['sns:Publish', 'sns:Subscribe'],
    patterns: ['sns:*', 'sns:Pub*'],
    resources: (account) => [`arn:aws:sns:eu-west-1:${account}:alerts`],
    resourcePatterns: (account) => [`arn:aws:sns:*:${account}:*`, `arn:aws:sns:eu-west-1:${account}:alerts`],
    hasPolicy: true,
  },
  role: {
    actions: ['sts:AssumeRole'],
    patterns: ['sts:Assume*', 'sts:*'],
    resources: (account) => [`arn:aws:iam::${account}:role/deploy`],
    resourcePatterns: (account) => [`arn:aws:iam::${account}:role/*`, `arn:aws:iam::${account}:role/deploy`],
    hasPolicy: true,
  },
  webIdentity: {
    actions: ['sts:AssumeRoleWithWebIdentity'],
    patterns: ['sts:Assume*', 'sts:*', 'sts:AssumeRoleWith*'],
    resources: (account) => [`arn:aws:iam::${account}:role/deploy`],
    resourcePatterns: (account) => [`arn:aws:iam::${account}:role/*`],
    hasPolicy: true,
    callers: providers.filter((name) => !name.includes('saml')),
  },
  saml: {
    actions: ['sts:AssumeRoleWithSAML'],
    patterns: ['sts:Assume*', 'sts:*', 'sts:AssumeRoleWith*'],
    resources: (account) => [`arn:aws:iam::${account}:role/deploy`],
    resourcePatterns: (account) => [`arn:aws:iam::${account}:role/*`],
    hasPolicy: true,
    callers: providers.filter((name) => name.includes('saml')),
  },
  job: {
    actions: ['sagemaker:CreateTrainingJob', 'sagemaker:StopTrainingJob'],
    patterns: ['sagemaker:*', 'sagemaker:Create*', 'sagemaker:*TrainingJob'],
    resources: (account) => [`arn:aws:sagemaker:eu-west-1:${account}:training-job/t1`],
    resourcePatterns: (account) => [
      `arn:aws:sagemaker:*:${account}:training-job/*`,
      `arn:aws:sagemaker:eu-west-1:${account}:training-job/t?`,
    ],
    hasPolicy: false,
  },
  none: {
    actions: ['s3:ListAllMyBuckets', 'sagemaker:ListTrainingJobs'],
    patterns: ['s3:List*', 'sagemaker:List*', 's3:*'],
    resources: () => ['*'],
    resourcePatterns: () => ['*'],
    hasPolicy: false,
  },
};

export type KeyType = 'String' | 'ARN' | 'Bool' | 'Numeric' | 'Date' | 'IP' | 'Many' | 'Binary';

export interface Key {
  type: KeyType;
  values: string[];
  /** What policies compare it with, beside its values. */
  patterns?: string[];
  /** Only for these actions; else for all. */
  actions?: string[];
  derived?: true;
}

export const keys: Record<string, Key> = {
  'aws:PrincipalTag/team': { type: 'String', values: ['train', 'red', 'Blue'], patterns: ['tr*', '?ed'] },
  'aws:RequestedRegion': { type: 'String', values: ['eu-west-1', 'us-east-1'], patterns: ['eu-*'] },
  'aws:SourceVpc': { type: 'String', values: ['vpc-1', 'vpc-2'], patterns: ['vpc-*'] },
  'aws:SourceVpce': { type: 'String', values: ['vpce-1', 'vpce-2'] },
  'aws:PrincipalOrgID': { type: 'String', values: ['o-1', 'o-2'] },
  'aws:UserAgent': { type: 'String', values: ['cli', 'CLI', 'sdk${x'], patterns: ['c*'] },
  'aws:SourceAccount': { type: 'String', values: [ours, theirs], patterns: ['${aws:PrincipalAccount}'] },
  'aws:SourceArn': {
    type: 'ARN',
    values: [
      `arn:aws:sns:eu-west-1:${ours}:alerts`,
      'arn:aws:s3:::raw',
      `arn:aws:cloudtrail:eu-west-1:${ours}:trail/t:1`,
    ],
    patterns: ['arn:aws:s3:::*', `arn:aws:*:*:${ours}:*`, 'arn:aws:sns:*:*:al?rts'],
  },
  'aws:SecureTransport': { type: 'Bool', values: ['true', 'false'] },
  'aws:MultiFactorAuthPresent': { type: 'Bool', values: ['true', 'false'] },
  'aws:ViaAWSService': { type: 'Bool', values: ['true', 'false'] },
  'aws:MultiFactorAuthAge': { type: 'Numeric', values: ['0', '300', '3600', '3600.5'] },
  'aws:CurrentTime': { type: 'Date', values: ['2026-01-01T00:00:00Z', '2026-06-30T12:00:00Z', '2027-01-01T00:00:00Z'] },
  'aws:TokenIssueTime': { type: 'Date', values: ['2026-01-01T00:00:00Z', '2026-06-30T12:00:00Z'] },
  'aws:SourceIp': {
    type: 'IP',
    values: ['10.0.0.1', '10.1.2.3', '203.0.113.9', '2001:db8::1', '2001:db8:1::5'],
    patterns: ['10.0.0.0/8', '10.0.0.0/16', '203.0.113.0/24', '2001:db8::/32', '2001:db8:1::/48'],
  },
  'aws:VpcSourceIp': { type: 'IP', values: ['10.0.0.1', '192.168.7.7'], patterns: ['192.168.0.0/16', '10.0.0.1/32'] },
  'aws:TagKeys': { type: 'Many', values: ['owner', 'team', 'cost'], patterns: ['t*', 'o?ner'] },
  'aws:RequestTag/blob': { type: 'Binary', values: ['QmluYXJ5', 'QmluYXJz', 'AAECAw=='] },
  'aws:CalledVia': { type: 'Many', values: ['athena.amazonaws.com', 'cloudformation.amazonaws.com'] },
  's3:prefix': { type: 'String', values: ['', 'train/', 'red/'], patterns: ['tr*'], actions: ['s3:ListBucket'] },
  's3:max-keys': { type: 'Numeric', values: ['10', '100'], actions: ['s3:ListBucket'] },
  's3:x-amz-server-side-encryption': { type: 'String', values: ['aws:kms', 'AES256'], actions: ['s3:PutObject'] },
  's3:TlsVersion': {
    type: 'Numeric',
    values: ['1.2', '1.3'],
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  },
  'kms:ViaService': {
    type: 'String',
    values: ['s3.eu-west-1.amazonaws.com', 'sagemaker.eu-west-1.amazonaws.com'],
    patterns: ['s3.*'],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
  },
  'sagemaker:InstanceTypes': {
    type: 'Many',
    values: ['ml.m5.large', 'ml.p4d.24xlarge'],
    patterns: ['ml.m5.*'],
    actions: ['sagemaker:CreateTrainingJob'],
  },
  'token.actions.githubusercontent.com:repository': {
    type: 'String',
    values: ['us/ml', 'us/other'],
    patterns: ['us/*', '*/ml'],
    actions: ['sts:AssumeRoleWithWebIdentity'],
  },
  'saml:aud': {
    type: 'String',
    values: ['https://signin.aws.amazon.com/saml', 'other'],
    patterns: ['https://*'],
    actions: ['sts:AssumeRoleWithSAML'],
  },
  'sts:RoleSessionName': {
    type: 'String',
    values: ['ci', 'ana'],
    patterns: ['c*'],
    actions: ['sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoleWithSAML', 'sts:AssumeRole'],
  },
  'sts:ExternalId': { type: 'String', values: ['x1', 'x2'], actions: ['sts:AssumeRole'] },
  'aws:PrincipalArn': {
    type: 'ARN',
    values: [`arn:aws:iam::${ours}:role/train`, `arn:aws:iam::${ours}:user/red`, `arn:aws:iam::${theirs}:role/train`],
    patterns: [`arn:aws:iam::${ours}:role/*`, 'arn:aws:iam::*:user/*'],
    derived: true,
  },
  'aws:PrincipalAccount': { type: 'String', values: [ours, theirs], derived: true },
  'aws:ResourceAccount': {
    type: 'String',
    values: [ours, theirs],
    patterns: ['${aws:PrincipalAccount}'],
    derived: true,
  },
  'aws:PrincipalIsAWSService': { type: 'Bool', values: ['true', 'false'], derived: true },
  'aws:PrincipalType': { type: 'String', values: ['User', 'AssumedRole'], derived: true },
  'aws:username': { type: 'String', values: ['red', 'train'], derived: true },
};
