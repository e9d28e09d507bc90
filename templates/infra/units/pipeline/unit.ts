import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { acknowledge } from '../../acknowledge.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import { constructId } from '../../alerts/scope.ts';
import { type Foundation, name as nameIn } from '../../foundation.ts';
import { makePipeline } from '../../pipelines/pipeline.ts';
import { makeRunner } from '../../pipelines/runner.ts';
import { unitPolicyOf } from '../../policies/of-units.ts';
import { executionStatements, pipelineArn, seeStatement, stopStatement } from '../../policies/pipelines.ts';
import { alerts } from './alerts.ts';
import definition from './definition.json' with { type: 'json' };

/** unit.json of a pipeline: what it is for. */
interface PipelineUnit {
  name: string;
  purpose: string;
}

/** Its role is there before the guardrails: steps are started with it. */
export function apply(foundation: Foundation, { name }: PipelineUnit): void {
  const { training, settings, roles } = foundation;
  const { partition, region, account } = training;
  const runner = makeRunner(foundation, {
    id: constructId(name),
    name,
    description: `Starts the jobs of the pipeline ${name}`,
  });
  const arn = pipelineArn({ partition, region, account, pipeline: `${settings.name}-${name}` });
  nameIn(training, { [name]: runner.role.roleArn, [`${name}-pipeline`]: arn });
  roles[name] = runner;
  new CfnParameter(training, `Parameter${constructId(name)}Pipeline`, {
    name: `/${settings.name}/resources/pipelines/${name}`,
    type: 'String',
    value: `${settings.name}-${name}`,
  });
}

/** After the controls: it runs with the keys, the network and the parameters that they made. */
export function close(foundation: Foundation, { name, purpose }: PipelineUnit): void {
  const { training, settings, roles } = foundation;
  const { partition, region, account } = training;
  const named = { partition, region, account, pipeline: `${settings.name}-${name}`, of: constructId(name) };
  const roleArn = roles[name]?.role.roleArn ?? '';
  const pipeline = makePipeline(foundation, { id: `${constructId(name)}Pipeline`, name, roleArn, definition });
  pipeline.pipelineDescription = purpose;
  makeAlerts(foundation, alerts(name));
  const more = {
    engineer: executionStatements(named),
    operator: [stopStatement(named), seeStatement(named)],
    reviewer: [seeStatement(named)],
  };
  for (const [role, statements] of Object.entries(more)) {
    const policy = unitPolicyOf(foundation, role);
    policy.addStatements(...statements);
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/execution/*]', 'Executions of this one pipeline');
  }
}
