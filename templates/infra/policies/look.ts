import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Reads of configuration by service, none of data: what the runbooks and the console ask. Rows name each of them. */
export const looks: Record<string, string[]> = {
  'access-analyzer': ['GetFinding', 'ListAnalyzers', 'ListFindings'],
  budgets: ['ViewBudget'],
  ce: ['GetCostAndUsage'],
  cloudformation: ['DescribeStackEvents', 'DescribeStackResources', 'DescribeStacks', 'GetTemplate', 'ListStacks'],
  cloudtrail: ['DescribeTrails', 'GetEventSelectors', 'GetTrailStatus', 'LookupEvents'],
  cloudwatch: ['DescribeAlarmHistory', 'DescribeAlarms', 'GetMetricData', 'GetMetricStatistics', 'ListMetrics'],
  ec2: [
    'DescribeFlowLogs',
    'DescribeInstances',
    'DescribeRouteTables',
    'DescribeSecurityGroups',
    'DescribeSubnets',
    'DescribeVpcEndpoints',
    'DescribeVpcs',
  ],
  events: ['DescribeRule', 'ListRules', 'ListTargetsByRule'],
  guardduty: [
    'GetDetector',
    'GetFindings',
    'ListDetectors',
    'ListFilters',
    'ListFindings',
    'ListIPSets',
    'ListMalwareProtectionPlans',
  ],
  iam: [
    'GetAccountAuthorizationDetails',
    'GetAccountSummary',
    'GetLoginProfile',
    'GetPolicy',
    'GetPolicyVersion',
    'GetRole',
    'GetRolePolicy',
    'ListAccessKeys',
    'ListAttachedRolePolicies',
    'ListMFADevices',
    'ListOpenIDConnectProviders',
    'ListRolePolicies',
    'ListRoles',
    'ListUsers',
  ],
  kms: ['DescribeKey', 'GetKeyPolicy', 'GetKeyRotationStatus', 'ListAliases'],
  lambda: ['GetFunctionConfiguration'],
  logs: ['DescribeLogGroups', 'DescribeMetricFilters'],
  macie2: ['GetFindings', 'GetMacieSession', 'ListFindings'],
  s3: [
    'GetBucketLocation',
    'GetBucketLogging',
    'GetBucketObjectLockConfiguration',
    'GetBucketPolicy',
    'GetBucketPolicyStatus',
    'GetBucketPublicAccessBlock',
    'GetBucketVersioning',
    'GetEncryptionConfiguration',
    'GetLifecycleConfiguration',
    'ListAllMyBuckets',
  ],
  sagemaker: [
    'DescribeEndpoint',
    'DescribeModel',
    'DescribeModelPackage',
    'DescribeModelPackageGroup',
    'DescribeProcessingJob',
    'DescribeTrainingJob',
    'ListEndpoints',
    'ListModelPackageGroups',
    'ListModelPackages',
    'ListModels',
    'ListProcessingJobs',
    'ListTrainingJobs',
  ],
  secretsmanager: ['DescribeSecret', 'GetResourcePolicy', 'ListSecrets'],
  sns: ['GetTopicAttributes', 'ListSubscriptionsByTopic', 'ListTopics'],
};

/** What the console and the runbooks of people who work on models list: names and states. */
export const lists: Record<string, string[]> = {
  cloudwatch: ['DescribeAlarms', 'GetMetricData', 'GetMetricStatistics', 'ListMetrics'],
  logs: ['DescribeLogGroups'],
  s3: ['ListAllMyBuckets'],
  sagemaker: [
    'ListEndpoints',
    'ListModelPackageGroups',
    'ListModelPackages',
    'ListModels',
    'ListProcessingJobs',
    'ListTrainingJobs',
  ],
};

export function lookStatement(sid: string, services: Record<string, string[]>): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions: Object.entries(services).flatMap(([service, verbs]) => verbs.map((verb) => `${service}:${verb}`)),
    // Most of these take no resource; the others show configuration of the account, which is one project's.
    resources: ['*'],
  });
}
