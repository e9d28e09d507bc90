import { asking, type Ran } from '../../templates/doctor/programs.mjs';
import type { Repository, Stack } from '../../templates/doctor/repository.mjs';

/** What a program says: a document, or the error that it prints. */
export type Said = unknown | Error;

const answered = (said: Said): Ran =>
  said instanceof Error
    ? { status: 254, stdout: '', stderr: said.message }
    : { status: 0, stdout: JSON.stringify(said), stderr: '' };

/** As botocore writes a service's refusal. */
export const refusal = (code: string, message = '') =>
  new Error(`\nAn error occurred (${code}) when calling the Some operation: ${message}`);

/** AWS and GitHub as they answered once: by "service operation", by path, by program. `null`: the program is absent. */
export function recorded({
  aws = {},
  gh = {},
  programs = {},
}: Record<'aws' | 'gh' | 'programs', Record<string, Said>>) {
  const asked: string[] = [];
  const run = async (program: string, words: string[]): Promise<Ran> => {
    const key = program === 'aws' ? words.slice(0, 2).join(' ') : program === 'gh' ? (words[3] ?? '') : program;
    asked.push(program === 'aws' ? `${words.join(' ')}` : key);
    const book = program === 'aws' ? aws : program === 'gh' ? gh : programs;
    if (book[key] === null || book['*'] === null) return { status: null, stdout: '', stderr: '' };
    if (book[key] instanceof Function) return answered(book[key](words));
    if (book[key] !== undefined) return answered(book[key]);
    if (book['*'] !== undefined) return answered(book['*']);
    return program === 'gh'
      ? { status: 1, stdout: '', stderr: 'gh: Not Found (HTTP 404)' }
      : answered(new Error(`nothing recorded for ${program} ${key}`));
  };
  return { asked, programs: asking(run) };
}

/** A repository whose templates name one of each thing that can collide. */
export function repository(settings: Record<string, unknown> = {}, resources: Stack['resources'] = {}): Repository {
  const stack = (id: string, region: string, its: Stack['resources']): Stack => ({
    id,
    selector: id,
    name: `my-ml-${id.toLowerCase()}`,
    account: undefined,
    region,
    environment: 'prod',
    bootstrapParameter: '/cdk-bootstrap/hnb659fds/version',
    bootstrapVersion: 6,
    dependencies: [],
    resources: its,
    template: { Resources: its },
  });
  return {
    directory: '/nonexistent',
    settings: {
      name: 'my-ml',
      region: 'eu-west-1',
      repository: 'acme/my-ml',
      accounts: { dev: null, prod: null },
      alerting: { emails: ['sec@example.com'], https: [], slack: null, topicArn: null },
      ...settings,
    },
    stacks: [stack('Audit', 'eu-west-1', { ...templates, ...resources }), stack('Global', 'us-east-1', {})],
  };
}

const templates: Stack['resources'] = {
  Detector: { Type: 'AWS::GuardDuty::Detector' },
  Macie: { Type: 'AWS::Macie::Session' },
  Analyzer: { Type: 'AWS::AccessAnalyzer::Analyzer' },
  GitHub: { Type: 'AWS::IAM::OIDCProvider' },
  Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { TrailName: 'my-ml' } },
  TrailLogs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/my-ml/trail' } },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'my-ml/data-provider' } },
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'my-ml-training' } },
  Alias: {
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName: { 'Fn::Join': ['', ['alias/my-ml-', { Ref: 'AWS::Region' }]] } },
  },
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.20.0.0/16' } },
  Subnet: {
    Type: 'AWS::EC2::Subnet',
    Properties: { AvailabilityZone: { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] } },
  },
  Endpoint: {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: { VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-west-1.sts' },
  },
  Types: {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: '/my-ml/resources/instance-types', Value: 'ml.m5.large,ml.g5.xlarge' },
  },
};

/** An account where the first deployment can begin. */
export const ready: Record<string, Said> = {
  'sts get-caller-identity': { Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/ada' },
  'ec2 describe-regions': { Regions: [{ OptInStatus: 'opt-in-not-required' }] },
  'ssm get-parameter': { Parameter: { Value: '30' } },
  'guardduty list-detectors': { DetectorIds: [] },
  'macie2 get-macie-session': refusal('AccessDeniedException', 'Macie is not enabled'),
  'accessanalyzer list-analyzers': { analyzers: [] },
  'configservice describe-configuration-recorders': { ConfigurationRecorders: [] },
  'securityhub describe-hub': refusal('InvalidAccessException', 'Account 1 is not subscribed to AWS Security Hub'),
  'iam get-role': { Role: { RoleName: 'AWSServiceRoleForConfig' } },
  'iam list-open-id-connect-providers': { OpenIDConnectProviderList: [] },
  'cloudtrail describe-trails': { trailList: [] },
  'ec2 describe-vpcs': { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '172.31.0.0/16' }] },
  'service-quotas get-service-quota': { Quota: { Value: 5 } },
  'service-quotas list-service-quotas': {
    Quotas: ['ml.m5.large', 'ml.g5.xlarge'].flatMap((type) =>
      ['training', 'processing'].map((kind) => ({
        QuotaName: `${type} for ${kind} job usage`,
        QuotaCode: 'L-1',
        Value: 2,
      })),
    ),
  },
  'configservice describe-configuration-recorder-status': { ConfigurationRecordersStatus: [{ recording: true }] },
  'ec2 describe-availability-zones': {
    AvailabilityZones: ['a', 'b', 'c'].map((zone) => ({ ZoneName: `eu-west-1${zone}`, ZoneId: `euw1-az-${zone}` })),
  },
  'ec2 describe-vpc-endpoint-services': {
    ServiceDetails: [
      { ServiceName: 'com.amazonaws.eu-west-1.sts', AvailabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] },
    ],
  },
  'logs describe-log-groups': { logGroups: [] },
  'iam list-roles': { Roles: [{ RoleName: 'other' }] },
  'kms list-aliases': { Aliases: [{ AliasName: 'alias/aws/s3' }] },
  'ssm describe-parameters': { Parameters: [] },
  'secretsmanager describe-secret': refusal('ResourceNotFoundException'),
  'cloudformation describe-stacks': { Stacks: [] },
  'cloudformation list-stack-resources': { StackResourceSummaries: [] },
  'resourcegroupstaggingapi get-resources': { ResourceTagMappingList: [] },
};

const stack = {
  StackName: 'my-ml-audit',
  StackStatus: 'CREATE_COMPLETE',
  EnableTerminationProtection: true,
  Tags: [{ Key: 'project', Value: 'my-ml' }],
};

/** Only where it was asked: the global region has stacks of its own. */
export const inHome = (said: unknown, elsewhere: unknown) => (words: string[]) =>
  words.includes('us-east-1') ? elsewhere : said;
export const stacksAre = (...stacks: Record<string, unknown>[]) => ({
  'cloudformation describe-stacks': inHome({ Stacks: stacks.map((one) => ({ ...stack, ...one })) }, { Stacks: [] }),
});

const held = (type: string, id: string, logical: string) => ({
  ResourceType: type,
  PhysicalResourceId: id,
  LogicalResourceId: logical,
  ResourceStatus: 'CREATE_COMPLETE',
});
export const topic = 'arn:aws:sns:eu-west-1:111122223333:alerts';
export const secret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:my-ml/data-provider-a1b2c3';

/** The same account after everything went well. */
export const deployed: Record<string, Said> = {
  ...ready,
  ...stacksAre({}),
  'cloudformation list-stack-resources': {
    StackResourceSummaries: [
      held('AWS::GuardDuty::Detector', 'd1', 'Detector'),
      held('AWS::Macie::Session', '111122223333', 'Macie'),
      held(
        'AWS::AccessAnalyzer::Analyzer',
        'arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/my-ml',
        'Analyzer',
      ),
      held(
        'AWS::IAM::OIDCProvider',
        'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
        'G',
      ),
      held('AWS::CloudTrail::Trail', 'my-ml', 'Trail'),
      held('AWS::Logs::LogGroup', '/my-ml/trail', 'TrailLogs'),
      held('AWS::SecretsManager::Secret', secret, 'Secret'),
      held('AWS::IAM::Role', 'my-ml-training', 'Role'),
      held('AWS::KMS::Alias', 'alias/my-ml-eu-west-1', 'Alias'),
      held('AWS::EC2::VPC', 'vpc-2', 'Vpc'),
      held('AWS::SNS::Topic', topic, 'Alerts'),
      held('AWS::S3::Bucket', 'my-ml-audit-bucket', 'Audit'),
    ],
  },
  'guardduty list-detectors': { DetectorIds: ['d1'] },
  'guardduty get-detector': { Status: 'ENABLED' },
  'macie2 get-macie-session': { status: 'ENABLED' },
  'accessanalyzer list-analyzers': { analyzers: [{ name: 'my-ml' }] },
  'configservice describe-configuration-recorders': { ConfigurationRecorders: [{ name: 'my-ml' }] },
  'securityhub describe-hub': { HubArn: 'arn:aws:securityhub:eu-west-1:111122223333:hub/default' },
  'iam list-open-id-connect-providers': {
    OpenIDConnectProviderList: [{ Arn: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' }],
  },
  'cloudtrail describe-trails': { trailList: [{ Name: 'my-ml' }] },
  'cloudtrail get-trail-status': { IsLogging: true },
  'logs describe-log-groups': { logGroups: [{ logGroupName: '/my-ml/trail' }] },
  'iam list-roles': { Roles: [{ RoleName: 'my-ml-training' }] },
  'kms list-aliases': { Aliases: [{ AliasName: 'alias/my-ml-eu-west-1' }] },
  'secretsmanager describe-secret': { ARN: secret, Name: 'my-ml/data-provider', VersionIdsToStages: { a: [], b: [] } },
  'sns list-subscriptions-by-topic': {
    Subscriptions: [{ SubscriptionArn: `${topic}:1`, Endpoint: 'sec@example.com' }],
  },
  's3api get-object-lock-configuration': {
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } },
  },
};
