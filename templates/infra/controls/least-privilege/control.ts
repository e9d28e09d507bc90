import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import { type Foundation, name, type RoleName } from '../../foundation.ts';
import { jobImageRepository } from '../../images.ts';
import { jobBasics, readPrefixes, writePrefixes } from '../../policies/jobs.ts';
import { peopleStatements } from '../../policies/people.ts';

export function apply({ settings, facts, training, buckets, roles }: Foundation): void {
  const { partition, region, account } = training;
  const { raw, processed, artifacts } = buckets;
  const basics = () =>
    jobBasics({
      ...{ partition, region, account },
      repositories: [
        `arn:${partition}:ecr:${region}:${account}:repository/${settings.name}-*`,
        jobImageRepository(settings.region),
      ],
    });
  const jobRoles = [roles.training, roles.processing, roles.inference].map(({ role }) => role.roleArn);
  const statements: Record<RoleName, PolicyStatement[]> = {
    training: [
      ...basics(),
      ...readPrefixes('Raw', raw.arn, ['train/']),
      ...readPrefixes('Processed', processed.arn, ['train/', 'validation/']),
      ...readPrefixes('Code', artifacts.arn, ['code/']),
      ...writePrefixes('Artifacts', artifacts.arn, ['training/']),
    ],
    processing: [
      ...basics(),
      ...readPrefixes('Raw', raw.arn, ['train/']),
      ...readPrefixes('Code', artifacts.arn, ['code/']),
      ...writePrefixes('Processed', processed.arn, ['train/', 'validation/']),
    ],
    inference: [...basics(), ...readPrefixes('Artifacts', artifacts.arn, ['models/'])],
    people: peopleStatements({
      ...{ partition, region, account, project: settings.name, buckets, jobRoles },
      mayDelete: facts.peopleDeleteModels,
    }),
  };
  name(training, { 'sagemaker-image': jobImageRepository(settings.region) });
  for (const [role, list] of Object.entries(statements) as [RoleName, PolicyStatement[]][]) {
    const { policy } = roles[role];
    policy.addStatements(...list);
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/*]', 'Objects below one prefix, or names below one path');
    acknowledge(
      policy,
      'AwsSolutions-IAM5[Resource::…/aws/sagemaker/*…]',
      'SageMaker names the log groups and streams of its jobs below this prefix',
    );
    if (role === 'people') {
      acknowledge(policy, 'AwsSolutions-IAM5[Resource::…-*]', 'Jobs and models whose names begin with the project');
      continue;
    }
    acknowledge(
      policy,
      'AwsSolutions-IAM5[Resource::*]',
      'ecr:GetAuthorizationToken and cloudwatch:PutMetricData take no resource; the namespace limits the metrics',
    );
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…:repository/…]', "This project's own image repositories");
  }
}
