// The types whose names the templates fix, and that an account or region has only once.

import { placeOf } from './repository.mjs';

/**
 * @typedef {{ aws: import('./programs.mjs').Ask, region: string, account: string, prefix: string }} Where
 *   `prefix`: what all names of the project begin with
 * @typedef {{ property: string, list: (where: Where) => Promise<string[]>, take: (name: string, region: string, account: string) => string }} Named
 *   `property`: where the name is, below Properties; `take`: the command that frees the name
 */

/** One list of one service. @param {string[]} words @param {string} key the member that holds the items @param {string} [name] the member of an item that is its name, or ends in it */
const listed =
  (words, key, name) =>
  /** @param {Where} where @returns {Promise<string[]>} */
  async ({ aws, region, account, prefix }) => {
    const filled = words.map((word) => word.replace('{prefix}', prefix).replace('{account}', account));
    const items = (await aws(filled, { region }))[key] ?? [];
    return items.map((/** @type {any} */ one) => (name ? one[name] : one)).map(lastPart);
  };

/** The name in an ARN of a topic or the address of a queue; a name that is one stays. @param {string} text */
const lastPart = (text) => /^(?:arn:.*:|https?:.*\/)([^:/]+)$/.exec(text)?.[1] ?? text;

/** Names that are one for the whole account are perhaps of a project in another region. @param {string} command */
const unused = (command) => `If nobody uses it: ${command}. Otherwise: npx create-secure-ml answers --set name=NAME`;

/** What a deployment can adopt. @param {string} what @param {string} command */
const adopt = (what, command) => `Keep ${what} and adopt it: npm run deploy -- --import. Or delete it: ${command}`;

/** @type {Record<string, Named>} */
export const fixedNames = {
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    list: listed(['logs', 'describe-log-groups', '--log-group-name-prefix', '/{prefix}'], 'logGroups', 'logGroupName'),
    take: (name, region) =>
      adopt('what it recorded', `aws logs delete-log-group --log-group-name ${name} --region ${region}`),
  },
  'AWS::IAM::Role': {
    property: 'RoleName',
    list: listed(['iam', 'list-roles'], 'Roles', 'RoleName'),
    // It has to have no policy before.
    take: (name) =>
      unused(
        `aws iam list-attached-role-policies --role-name ${name}; aws iam detach-role-policy --role-name ${name} --policy-arn ARN; aws iam delete-role --role-name ${name}`,
      ),
  },
  'AWS::IAM::ManagedPolicy': {
    property: 'ManagedPolicyName',
    list: listed(['iam', 'list-policies', '--scope', 'Local'], 'Policies', 'PolicyName'),
    take: (name, region, account) =>
      unused(`aws iam delete-policy --policy-arn arn:${placeOf(region).partition}:iam::${account}:policy/${name}`),
  },
  'AWS::KMS::Alias': {
    property: 'AliasName',
    list: listed(['kms', 'list-aliases'], 'Aliases', 'AliasName'),
    take: (name, region) => `aws kms delete-alias --alias-name ${name} --region ${region}`,
  },
  'AWS::SSM::Parameter': {
    property: 'Name',
    list: listed(
      ['ssm', 'describe-parameters', '--parameter-filters', 'Key=Name,Option=BeginsWith,Values=/{prefix}'],
      'Parameters',
      'Name',
    ),
    take: (name, region) => `aws ssm delete-parameter --name ${name} --region ${region}`,
  },
  'AWS::Events::Rule': {
    property: 'Name',
    list: listed(['events', 'list-rules', '--name-prefix', '{prefix}'], 'Rules', 'Name'),
    take: (name, region) =>
      `aws events list-targets-by-rule --rule ${name} --region ${region}; aws events remove-targets --rule ${name} --ids IDS --region ${region}; aws events delete-rule --name ${name} --region ${region}`,
  },
  'AWS::CloudWatch::Alarm': {
    property: 'AlarmName',
    list: listed(['cloudwatch', 'describe-alarms', '--alarm-name-prefix', '{prefix}'], 'MetricAlarms', 'AlarmName'),
    take: (name, region) => `aws cloudwatch delete-alarms --alarm-names ${name} --region ${region}`,
  },
  'AWS::CloudWatch::Dashboard': {
    property: 'DashboardName',
    list: listed(
      ['cloudwatch', 'list-dashboards', '--dashboard-name-prefix', '{prefix}'],
      'DashboardEntries',
      'DashboardName',
    ),
    take: (name, region) => `aws cloudwatch delete-dashboards --dashboard-names ${name} --region ${region}`,
  },
  'AWS::Lambda::Function': {
    property: 'FunctionName',
    list: listed(['lambda', 'list-functions'], 'Functions', 'FunctionName'),
    take: (name, region) => `aws lambda delete-function --function-name ${name} --region ${region}`,
  },
  'AWS::CloudTrail::Trail': {
    property: 'TrailName',
    list: listed(['cloudtrail', 'describe-trails'], 'trailList', 'Name'),
    take: (name, region) =>
      `If it records all regions: npx create-secure-ml answers --set trail=existing. Otherwise: aws cloudtrail delete-trail --name ${name} --region ${region}`,
  },
  'AWS::SNS::Topic': {
    property: 'TopicName',
    list: listed(['sns', 'list-topics'], 'Topics', 'TopicArn'),
    take: (name, region, account) =>
      `aws sns delete-topic --topic-arn arn:${placeOf(region).partition}:sns:${region}:${account}:${name} --region ${region}`,
  },
  'AWS::SQS::Queue': {
    property: 'QueueName',
    list: listed(['sqs', 'list-queues', '--queue-name-prefix', '{prefix}'], 'QueueUrls'),
    take: (name, region, account) =>
      `aws sqs delete-queue --queue-url https://sqs.${region}.${placeOf(region).suffix}/${account}/${name} --region ${region}`,
  },
  'AWS::Budgets::Budget': {
    property: 'Budget.BudgetName',
    list: listed(['budgets', 'describe-budgets', '--account-id', '{account}'], 'Budgets', 'BudgetName'),
    take: (name, _, account) => unused(`aws budgets delete-budget --account-id ${account} --budget-name ${name}`),
  },
  'AWS::ECR::Repository': {
    property: 'RepositoryName',
    list: listed(['ecr', 'describe-repositories'], 'repositories', 'repositoryName'),
    take: (name, region) =>
      adopt('its images', `aws ecr delete-repository --repository-name ${name} --region ${region}`),
  },
  'AWS::Scheduler::ScheduleGroup': {
    property: 'Name',
    list: listed(['scheduler', 'list-schedule-groups', '--name-prefix', '{prefix}'], 'ScheduleGroups', 'Name'),
    take: (name, region) => `aws scheduler delete-schedule-group --name ${name} --region ${region}`,
  },
  'AWS::SageMaker::ModelPackageGroup': {
    property: 'ModelPackageGroupName',
    list: listed(
      ['sagemaker', 'list-model-package-groups', '--name-contains', '{prefix}'],
      'ModelPackageGroupSummaryList',
      'ModelPackageGroupName',
    ),
    take: (name, region) =>
      adopt(
        'its versions',
        `aws sagemaker delete-model-package-group --model-package-group-name ${name} --region ${region}`,
      ),
  },
  'AWS::SageMaker::Pipeline': {
    property: 'PipelineName',
    list: listed(
      ['sagemaker', 'list-pipelines', '--pipeline-name-prefix', '{prefix}'],
      'PipelineSummaries',
      'PipelineName',
    ),
    take: (name, region) => `aws sagemaker delete-pipeline --pipeline-name ${name} --region ${region}`,
  },
};

/** Types whose names collide with nothing, and why. */
export const freeNames = {
  'AWS::Config::ConfigurationRecorder': 'a region has one recorder: the check once-per-account',
  'AWS::Config::DeliveryChannel': 'a region has one channel, which a recorder needs: the check once-per-account',
  'AWS::AccessAnalyzer::Analyzer': 'an account has one analyzer of outside access: the check once-per-account',
  'AWS::Scheduler::Schedule': 'its name is of its group',
  'AWS::SecretsManager::Secret': 'the check secrets, since a deleted one keeps its name',
  'AWS::Route53Resolver::FirewallDomainList': 'Route 53 Resolver tells them apart by their ids',
  'AWS::Route53Resolver::FirewallRuleGroup': 'Route 53 Resolver tells them apart by their ids',
  'AWS::Route53Resolver::FirewallRuleGroupAssociation': 'Route 53 Resolver tells them apart by their ids',
  'AWS::Route53Resolver::ResolverQueryLoggingConfig': 'Route 53 Resolver tells them apart by their ids',
};
