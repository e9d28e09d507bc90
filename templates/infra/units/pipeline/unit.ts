import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { acknowledge } from '../../acknowledge.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import { type Foundation, name as nameIn } from '../../foundation.ts';
import { makePipeline, stageRoles } from '../../pipelines/pipeline.ts';
import { unitPolicyOf } from '../../policies/of-units.ts';
import {
  executionStatements,
  pipelineArn,
  runnerStatements,
  seeStatement,
  stopStatement,
} from '../../policies/pipelines.ts';
import { sagemakerOf } from '../../stacks/training.ts';
import { alerts } from './alerts.ts';
import definition from './definition.json' with { type: 'json' };

/** unit.json of a pipeline: what it is for. */
interface PipelineUnit {
  name: string;
  purpose: string;
}

const idOf = (name: string) => name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());

/** Its role is there before the guardrails: steps are started with it. */
export function apply({ training, settings, roles }: Foundation, { name }: PipelineUnit): void {
  const { partition, region, account } = training;
  const policy = new ManagedPolicy(training, `${idOf(name)}Policy`);
  const role = new Role(training, `${idOf(name)}Role`, {
    roleName: `${settings.name}-${name}`,
    description: `Starts the jobs of the pipeline ${name}`,
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
  const arn = pipelineArn({ partition, region, account, pipeline: `${settings.name}-${name}` });
  nameIn(training, { [name]: role.roleArn, [`${name}-pipeline`]: arn });
  roles[name] = { role, policy };
  new CfnParameter(training, `Parameter${idOf(name)}Pipeline`, {
    name: `/${settings.name}/resources/pipelines/${name}`,
    type: 'String',
    value: `${settings.name}-${name}`,
  });
}

/** After the controls: it runs with the keys, the network and the parameters that they made. */
export function close(foundation: Foundation, { name, purpose }: PipelineUnit): void {
  const { training, settings, roles } = foundation;
  const { partition, region, account } = training;
  const named = { partition, region, account, pipeline: `${settings.name}-${name}`, of: idOf(name) };
  const roleArn = roles[name]?.role.roleArn ?? '';
  const pipeline = makePipeline(foundation, { id: `${idOf(name)}Pipeline`, name, roleArn, definition });
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
