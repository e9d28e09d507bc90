import type { Stack } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  type IPrincipal,
  ManagedPolicy,
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../acknowledge.ts';
import type { DataBucketName, Settings } from '../config.ts';
import { type DataBucket, name, type RoleName, type WorkRole } from '../foundation.ts';
import { boundaryStatements } from '../policies/boundary.ts';
import { jobBasics, readPrefixes, writePrefixes } from '../policies/jobs.ts';
import { peopleStatements } from '../policies/people.ts';

/** A service may assume the role only for this account (IAM User Guide, "The confused deputy problem"). */
function sagemakerOf(account: string): IPrincipal {
  return new ServicePrincipal('sagemaker.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': account } },
  });
}

/** The boundary and the roles: what each may do stands in policies/, one file a kind of principal. */
export function makeRoles(stack: Stack, settings: Settings, buckets: Record<DataBucketName, DataBucket>) {
  const project = settings.name;
  const scope = { partition: stack.partition, region: stack.region, account: stack.account };
  const boundary = new ManagedPolicy(stack, 'Boundary', {
    managedPolicyName: `${project}-boundary`,
    document: new PolicyDocument({ statements: boundaryStatements(project, scope) }),
  });
  acknowledge(
    boundary,
    'AwsSolutions-IAM5[…]',
    "A boundary grants nothing: it limits what the roles' own policies name",
  );
  acknowledge(
    boundary,
    'NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess',
    'sagemaker:* is the upper limit for roles whose own policies name each action',
  );
  const make = (id: RoleName, assumedBy: IPrincipal, description: string, statements: PolicyStatement[]): WorkRole => {
    const title = `${id[0]?.toUpperCase()}${id.slice(1)}`;
    const policy = new ManagedPolicy(stack, `${title}Policy`, { document: new PolicyDocument({ statements }) });
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/*]', 'Objects below one prefix, or names below one path');
    const role = new Role(stack, `${title}Role`, {
      roleName: `${project}-${id}`,
      description,
      assumedBy,
      managedPolicies: [policy],
      permissionsBoundary: boundary,
    });
    name(stack, { [id]: role.roleArn });
    return { role, policy };
  };
  const repositories = [
    `arn:${scope.partition}:ecr:${scope.region}:${scope.account}:repository/${project}-*`,
    // AWS publishes its images from one account a region; the repository's name is the limit.
    `arn:${scope.partition}:ecr:${scope.region}:*:repository/sagemaker-scikit-learn`,
  ];
  const basics = () => jobBasics({ ...scope, repositories });
  const sagemaker = sagemakerOf(scope.account);
  const { raw, processed, artifacts } = buckets;
  const roles = {
    training: make('training', sagemaker, 'Runs training jobs', [
      ...basics(),
      ...readPrefixes('Raw', raw.arn, ['train/']),
      ...readPrefixes('Processed', processed.arn, ['train/', 'validation/']),
      ...writePrefixes('Artifacts', artifacts.arn, ['training/']),
    ]),
    processing: make('processing', sagemaker, 'Prepares data', [
      ...basics(),
      ...readPrefixes('Raw', raw.arn, ['train/']),
      ...writePrefixes('Processed', processed.arn, ['train/', 'validation/']),
    ]),
    inference: make('inference', sagemaker, 'Serves models', [
      ...basics(),
      ...readPrefixes('Artifacts', artifacts.arn, ['models/']),
    ]),
  };
  for (const { policy } of Object.values(roles)) {
    acknowledge(
      policy,
      'AwsSolutions-IAM5[Resource::*]',
      'ecr:GetAuthorizationToken and cloudwatch:PutMetricData take no resource; the namespace limits the metrics',
    );
    acknowledge(
      policy,
      'AwsSolutions-IAM5[Resource::…/aws/sagemaker/*…]',
      'SageMaker names the log groups and streams of its jobs below this prefix',
    );
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…:repository/…]', 'Image repositories of this project and of AWS');
  }
  const people = make('people', new AccountRootPrincipal(), 'People who work on models', [
    ...peopleStatements({ ...scope, project, buckets, jobRoles: Object.values(roles).map(({ role }) => role.roleArn) }),
  ]);
  acknowledge(
    people.policy,
    'AwsSolutions-IAM5[Resource::…/aws/sagemaker/*…]',
    'SageMaker names the log groups of its jobs below this',
  );
  acknowledge(people.policy, 'AwsSolutions-IAM5[Resource::…-*]', 'Jobs and models whose names begin with the project');
  return { boundary, roles: { ...roles, people } };
}
