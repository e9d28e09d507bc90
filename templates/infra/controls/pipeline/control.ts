import { makeAlerts } from '../../alerts/rule.ts';
import { type Foundation, name } from '../../foundation.ts';
import { makePipeline } from '../../pipelines/pipeline.ts';
import { makeRunner } from '../../pipelines/runner.ts';
import { pipelineArn, seeStatement, stopStatement } from '../../policies/pipelines.ts';
import { alerts } from './alerts.ts';
import definition from './definition.json' with { type: 'json' };

/** Before the other controls: what engineers may do depends on it, and the guardrails hold for the role. */
export function apply(foundation: Foundation): void {
  const { training, settings, roles } = foundation;
  const runner = makeRunner(foundation, {
    id: 'Pipeline',
    name: 'pipeline',
    description: 'Starts the jobs of the pipeline',
  });
  name(training, { pipeline: runner.role.roleArn });
  roles.pipeline = runner;
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
