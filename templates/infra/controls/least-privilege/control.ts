import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import { type Foundation, name } from '../../foundation.ts';
import { imageRepositories } from '../../images.ts';
import { jobBasics, logsOf, readPrefixes, writePrefixes } from '../../policies/jobs.ts';
import { approverStatements, engineerStatements, type PeopleScope } from '../../policies/people.ts';
import { type JobRole, jobRoles } from '../../policies/roles.ts';

/** Models are registered as what awaits approval, and nothing else (SageMaker API Reference, "CreateModelPackage"). */
function registryStatements({
  partition,
  region,
  account,
  project,
}: Omit<PeopleScope, 'buckets' | 'jobRoles' | 'mayDelete' | 'pipeline'>) {
  const own = (kind: string) => `arn:${partition}:sagemaker:${region}:${account}:${kind}/${project}-*`;
  return [
    new PolicyStatement({
      sid: 'RegisterModels',
      actions: ['sagemaker:CreateModelPackage', 'sagemaker:DescribeModelPackageGroup'],
      resources: [own('model-package'), own('model-package-group')],
    }),
    new PolicyStatement({
      sid: 'NeverApprove',
      effect: Effect.DENY,
      actions: ['sagemaker:CreateModelPackage'],
      // A deny covers every resource. A request that names no status is refused as well.
      resources: ['*'],
      conditions: { StringNotEquals: { 'sagemaker:ModelApprovalStatus': 'PendingManualApproval' } },
    }),
  ];
}

export function apply({ settings, facts, training, buckets, roles, pipeline }: Foundation): void {
  const { partition, region, account } = training;
  const { raw, processed, artifacts } = buckets;
  const place = { partition, region, account, project: settings.name };
  const repositories = [
    `arn:${partition}:ecr:${region}:${account}:repository/${settings.name}-*`,
    ...Object.values(imageRepositories(settings.region)),
  ];
  const basics = (role: JobRole) =>
    jobBasics({ ...place, repositories, logs: logsOf[role].map((of) => of(settings.name)) });
  // A pipeline's code comes with the deployment.
  const code = () => (pipeline ? [] : readPrefixes('Code', artifacts.arn, ['code/']));
  const own: Record<JobRole, PolicyStatement[]> = {
    processing: [
      ...readPrefixes('Raw', raw.arn, ['train/']),
      ...code(),
      ...writePrefixes('Processed', processed.arn, ['train/', 'holdout/']),
    ],
    training: [
      ...readPrefixes('Processed', processed.arn, ['train/']),
      ...code(),
      ...writePrefixes('Artifacts', artifacts.arn, [`training/${settings.name}-`]),
    ],
    evaluation: [
      ...readPrefixes('Processed', processed.arn, ['holdout/']),
      ...readPrefixes('Artifacts', artifacts.arn, ['training/', ...(pipeline ? [] : ['code/'])]),
      ...writePrefixes('Models', artifacts.arn, ['models/']),
    ],
    registration: [
      ...readPrefixes('Artifacts', artifacts.arn, ['models/', ...(pipeline ? [] : ['code/'])]),
      ...registryStatements(place),
    ],
    inference: readPrefixes('Artifacts', artifacts.arn, ['models/']),
  };
  const scope: PeopleScope = {
    ...place,
    buckets,
    jobRoles: jobRoles.map((role) => roles[role].role.roleArn),
    mayDelete: facts.peopleDeleteModels,
    pipeline,
  };
  name(training, imageRepositories(settings.region));
  for (const role of jobRoles) {
    const { policy } = roles[role];
    policy.addStatements(...basics(role), ...own[role]);
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/*]', 'Objects below one prefix, or names below one path');
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…-*]', "Names and prefixes that begin with the project's");
    if (role === 'inference') {
      acknowledge(policy, 'AwsSolutions-IAM5[Resource::…:log-stream:*]', 'SageMaker names the streams of an endpoint');
    }
    acknowledge(
      policy,
      'AwsSolutions-IAM5[Resource::*]',
      'ecr:GetAuthorizationToken and cloudwatch:PutMetricData take no resource; the namespace limits the metrics',
    );
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…:repository/…]', "This project's own image repositories");
  }
  roles.engineer.policy.addStatements(...engineerStatements(scope));
  roles.approver.policy.addStatements(...approverStatements(scope));
  for (const { policy } of [roles.engineer, roles.approver]) {
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/*]', 'Objects below one prefix, or names below one path');
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…-*]', 'Jobs, models and log streams that begin with the project');
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::*]', 'Lists of names and states, which take no resource');
  }
}
