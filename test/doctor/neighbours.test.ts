import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookAt } from '../../templates/doctor/check.mjs';
import { examineAccount } from '../../templates/doctor/examine.mjs';
import { fixedNames } from '../../templates/doctor/fixed-names.mjs';
import { siblingCheck } from '../../templates/doctor/neighbours.mjs';
import { scratchDirectory } from '../program.ts';
import { deployed, inHome, ready, recorded, refusal, repository, type Said, stacksAre } from './recorded.ts';

async function look(aws: Record<string, Said>, of = repository()) {
  const { parts } = await examineAccount(recorded({ aws, gh: {}, programs: {} }).programs, of);
  return parts.flatMap(({ checks }) =>
    checks.flatMap(({ id, findings }) => findings.map(({ level, what }) => `${id} ${level}: ${what}`)),
  );
}

const tagged = (tags: Record<string, string>) => ({
  Tags: Object.entries({ project: 'my-ml', ...tags }).map(([Key, Value]) => ({ Key, Value })),
});

describe('what is under this name', () => {
  it('and was deployed by this repository to this region is taken for its own', async () => {
    const own = stacksAre(tagged({ 'home-region': 'eu-west-1', repository: 'acme/my-ml' }));
    expect(await look({ ...deployed, ...own })).toEqual([]);
  });

  it('and was deployed by another repository would be changed by this one', async () => {
    const others = stacksAre(tagged({ 'home-region': 'eu-west-1', repository: 'acme/other' }));
    expect(await look({ ...deployed, ...others })).toEqual([
      'whose error: my-ml-audit in eu-west-1 is of the repository acme/other, and this repository would change it',
    ]);
  });

  it('and is the global part of a deployment to another region is not taken for left behind', async () => {
    const stack = {
      StackName: 'my-ml-global',
      StackStatus: 'CREATE_COMPLETE',
      ...tagged({ 'home-region': 'eu-west-3' }),
    };
    const answers = {
      'cloudformation describe-stacks': inHome({ Stacks: [] }, { Stacks: [stack] }),
      'iam list-roles': { Roles: [{ RoleName: 'my-ml-training' }] },
    };
    const found = await look({ ...ready, ...answers });
    expect(found).toContainEqual(
      expect.stringMatching(/^whose error: my-ml-global in us-east-1 is of the deployment to eu-west-3/),
    );
    expect(found).toContainEqual(expect.stringMatching(/^names error: my-ml-training exists already/));
    expect(found.filter((one) => /^(left-behind|protection)/.test(one))).toEqual([]);
  });

  it('is not told apart where nobody wrote a repository, or a version from before that tag deployed it', async () => {
    const of = repository({ repository: 'none' });
    expect(await look({ ...deployed, ...stacksAre(tagged({ repository: 'acme/other' })) }, of)).toEqual([]);
    expect(await look({ ...deployed, ...stacksAre(tagged({})) })).toEqual([]);
  });
});

describe('another project of the account', () => {
  const roles = (name: string) => ({
    'iam list-roles': { Roles: ['processing', 'training', 'engineer'].map((one) => ({ RoleName: `${name}-${one}` })) },
  });

  it.each([
    ['my-ml-two', /roles of my-ml have rights on my-ml-\*, and so on the jobs and logs of my-ml-two/],
    ['my', /roles of my have rights on my-\*, and so on the jobs and logs of my-ml/],
  ])('%s, of whose names one begins the other, shares rights', async (name, expected) => {
    expect(await look({ ...ready, ...roles(name) })).toEqual([expect.stringMatching(expected)]);
  });

  it.each(['my-mlops', 'other', 'ml'])('%s does not', async (name) => {
    expect(await look({ ...ready, ...roles(name) })).toEqual([]);
  });

  it('is none where one role alone is called so', async () => {
    expect(await look({ ...ready, 'iam list-roles': { Roles: [{ RoleName: 'my-processing' }] } })).toEqual([]);
  });
});

describe('another project of the repository', () => {
  const scratch = scratchDirectory();
  const write = (path: string, content: unknown) => {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), JSON.stringify(content));
  };
  const at = async (folder: string, settings: Record<string, unknown>) => {
    const own = { ...repository(settings), directory: join(scratch, folder) };
    const { checks } = await lookAt('', [siblingCheck], { repository: own });
    return checks.map(({ findings }) => findings.map(({ level, what }) => `${level}: ${what.replaceAll(scratch, '')}`));
  };
  mkdirSync(join(scratch, '.git'), { recursive: true });
  write('ml/one/settings.json', { name: 'my-ml', region: 'eu-west-1', repository: 'none' });
  write('ml/one/cdk.json', {});

  it('is nobody’s business where there is none', async () => {
    expect(await at('ml/one', { name: 'my-ml' })).toEqual([]);
  });

  it('may not have its name, nor begin as it does', async () => {
    expect(await at('ml/two', { name: 'my-ml' })).toEqual([
      ['error: /ml/one is a project called my-ml too: each would change what the other deployed'],
    ]);
    expect(await at('two', { name: 'my-ml-eu' })).toEqual([[expect.stringMatching(/^error: The roles of my-ml have/)]]);
    expect(await at('two', { name: 'churn' })).toEqual([[]]);
  });

  it('shares the environments of the forge where both deploy from it', async () => {
    write('three/settings.json', { name: 'prices', region: 'eu-west-1', repository: 'acme/my-ml' });
    write('three/cdk.json', {});
    expect(await at('two', { name: 'churn' })).toEqual([
      [expect.stringMatching(/^note: \/three deploys from the same/)],
    ]);
    write('three/settings.json', 'not settings');
  });

  it('is no other file of that name, and nothing below what is installed or made', async () => {
    write('editor/settings.json', { name: 'my-ml', region: 'eu-west-1' });
    for (const folder of ['node_modules', 'cdk.out', '.hidden']) {
      write(`${folder}/x/settings.json`, { name: 'my-ml', region: 'eu-west-1' });
      write(`${folder}/x/cdk.json`, {});
    }
    expect(await at('ml/one', { name: 'my-ml' })).toEqual([]);
  });
});

const holding = (path: string, name: string) =>
  path.split('.').reduceRight<unknown>((value, key) => ({ [key]: value }), name) as Record<string, unknown>;

/** What the service lists, as botocore writes it: call, member, and an item of that name. */
const lists: Record<string, [string, string, (name: string) => unknown]> = {
  'AWS::Logs::LogGroup': ['logs describe-log-groups', 'logGroups', (logGroupName) => ({ logGroupName })],
  'AWS::IAM::Role': ['iam list-roles', 'Roles', (RoleName) => ({ RoleName })],
  'AWS::IAM::ManagedPolicy': ['iam list-policies', 'Policies', (PolicyName) => ({ PolicyName })],
  'AWS::KMS::Alias': ['kms list-aliases', 'Aliases', (AliasName) => ({ AliasName })],
  'AWS::SSM::Parameter': ['ssm describe-parameters', 'Parameters', (Name) => ({ Name })],
  'AWS::Events::Rule': ['events list-rules', 'Rules', (Name) => ({ Name })],
  'AWS::CloudWatch::Alarm': ['cloudwatch describe-alarms', 'MetricAlarms', (AlarmName) => ({ AlarmName })],
  'AWS::CloudWatch::Dashboard': [
    'cloudwatch list-dashboards',
    'DashboardEntries',
    (DashboardName) => ({ DashboardName }),
  ],
  'AWS::Lambda::Function': ['lambda list-functions', 'Functions', (FunctionName) => ({ FunctionName })],
  'AWS::CloudTrail::Trail': ['cloudtrail describe-trails', 'trailList', (Name) => ({ Name })],
  'AWS::SNS::Topic': [
    'sns list-topics',
    'Topics',
    (name) => ({ TopicArn: `arn:aws:sns:eu-west-1:111122223333:${name}` }),
  ],
  'AWS::SQS::Queue': [
    'sqs list-queues',
    'QueueUrls',
    (name) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
  ],
  'AWS::Budgets::Budget': ['budgets describe-budgets', 'Budgets', (BudgetName) => ({ BudgetName })],
  'AWS::ECR::Repository': ['ecr describe-repositories', 'repositories', (repositoryName) => ({ repositoryName })],
  'AWS::Scheduler::ScheduleGroup': ['scheduler list-schedule-groups', 'ScheduleGroups', (Name) => ({ Name })],
  'AWS::SageMaker::ModelPackageGroup': [
    'sagemaker list-model-package-groups',
    'ModelPackageGroupSummaryList',
    (ModelPackageGroupName) => ({ ModelPackageGroupName }),
  ],
  'AWS::SageMaker::Pipeline': ['sagemaker list-pipelines', 'PipelineSummaries', (PipelineName) => ({ PipelineName })],
};

describe.each(Object.entries(fixedNames))('a name of %s', (type, { property }) => {
  const name = type === 'AWS::Logs::LogGroup' ? '/my-ml/x' : type === 'AWS::KMS::Alias' ? 'alias/my-ml-x' : 'my-ml-x';
  const of = repository({}, { Extra: { Type: type, Properties: holding(property, name) } });
  const [call = '', member = '', item = String] = lists[type] ?? [];
  const found = async (names: string[], stack: Record<string, Said> = {}) => {
    const told = await look({ ...ready, [call]: { [member]: names.map(item) }, ...stack }, of);
    return told.filter((one) => /^names /.test(one) && one.includes(name));
  };

  it('that is taken is told, and one that is free or held by the own stack is not', async () => {
    expect(await found([name])).toEqual([
      `names error: ${name} exists already in eu-west-1, and no stack of this project holds it`,
    ]);
    expect(await found([`${name}-other`])).toEqual([]);
    const id = { 'AWS::SNS::Topic': `arn:aws:sns:eu-west-1:1:${name}`, 'AWS::SQS::Queue': `https://sqs/1/${name}` }[
      type
    ];
    const summary = {
      ResourceType: type,
      PhysicalResourceId: id ?? name,
      LogicalResourceId: 'Extra',
      ResourceStatus: 'CREATE_COMPLETE',
    };
    const stands = { ...stacksAre({}), 'cloudformation list-stack-resources': { StackResourceSummaries: [summary] } };
    expect(await found([name], stands)).toEqual([]);
  });

  it('is not taken for free where the list is denied', async () => {
    const told = await look({ ...ready, [call]: refusal('AccessDeniedException') }, of);
    expect(told).toContainEqual(expect.stringMatching(`unread: ${call} is denied`));
  });
});
