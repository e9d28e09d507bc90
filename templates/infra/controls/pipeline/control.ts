import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import { type Foundation, name } from '../../foundation.ts';
import { makePipeline, stageRoles } from '../../pipelines/pipeline.ts';
import { pipelineArn, runnerStatements, seeStatement, stopStatement } from '../../policies/pipelines.ts';
import { sagemakerOf } from '../../stacks/training.ts';
import { alerts } from './alerts.ts';
import definition from './definition.json' with { type: 'json' };

/** Before the other controls: what engineers may do depends on it, and the guardrails hold for the role. */
export function apply(foundation: Foundation): void {
  const { training, settings, roles } = foundation;
  const { partition, region, account } = training;
  const policy = new ManagedPolicy(training, 'PipelinePolicy');
  const role = new Role(training, 'PipelineRole', {
    roleName: `${settings.name}-pipeline`,
    description: 'Starts the jobs of the pipeline',
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
  name(training, { pipeline: role.roleArn });
  roles.pipeline = { role, policy };
  foundation.pipeline = `${settings.name}-pipeline`;
}

/** After them: it runs with the keys, the network and the parameters that they made. */
export function close(foundation: Foundation): void {
  const { roles, training, pipeline = '' } = foundation;
  const { partition, region, account } = training;
  const named = { partition, region, account, pipeline };
  makePipeline(foundation, {
    id: 'Pipeline',
    name: 'pipeline',
    roleArn: roles.pipeline?.role.roleArn ?? '',
    definition,
  });
  makeAlerts(foundation, alerts);
  name(training, { 'base-pipeline': pipelineArn(named) });
  roles.operator.policy.addStatements(stopStatement(named));
  for (const { policy } of [roles.operator, roles.reviewer]) policy.addStatements(seeStatement(named));
}
