import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../acknowledge.ts';
import type { Foundation, WorkRole } from '../foundation.ts';
import { runnerStatements } from '../policies/pipelines.ts';
import { sagemakerOf } from '../stacks/training.ts';
import { stageRoles } from './pipeline.ts';

/** The role that starts a pipeline's steps, called PROJECT-NAME; `id` begins the ids of its constructs. */
export function makeRunner(
  { training, settings, roles }: Foundation,
  { id, name, description }: { id: string; name: string; description: string },
): WorkRole {
  const { partition, region, account } = training;
  const policy = new ManagedPolicy(training, `${id}Policy`);
  const role = new Role(training, `${id}Role`, {
    roleName: `${settings.name}-${name}`,
    description,
    assumedBy: sagemakerOf(account),
    managedPolicies: [policy],
  });
  policy.addStatements(
    ...runnerStatements({
      ...{ partition, region, account, project: settings.name },
      stages: stageRoles.map((stage) => roles[stage].role.roleArn),
    }),
  );
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::…-*]', "Jobs whose names begin with the project's");
  return { role, policy };
}
