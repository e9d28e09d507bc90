import type { Assembly } from '../../../judge/read/assembly.ts';
import { type JsonObject, listOf } from '../../../judge/read/json.ts';
import { alertChecks } from '../../alerts/check.ts';
import { pipelineChecks } from '../../pipelines/checks.ts';
import { type Check, every, everyHas, type Judged, lacks, policyOf, statementsOf } from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };

const startsExecutions = ({ Action }: JsonObject) => listOf(Action).includes('sagemaker:StartPipelineExecution');

export function checks(judged: Judged): Check[] {
  const { name, region } = judged.settings;
  const arn = ({ stacks, account }: Assembly) =>
    `arn:${stacks[0]?.partition}:sagemaker:${region}:${account}:pipeline/${name}-pipeline`;
  return [
    everyHas(
      'there is one pipeline, with its name',
      { type: 'AWS::SageMaker::Pipeline' },
      { PipelineName: `${name}-pipeline` },
    ),
    ...pipelineChecks(judged, 'pipeline', 'Pipeline'),
    every('an engineer starts executions of it', policyOf('Engineer'), ({ properties }, assembly) => {
      const starts = statementsOf(properties).find(startsExecutions);
      if (!starts) return 'does not';
      return lacks(properties, [{ ...starts, Resource: [arn(assembly), `${arn(assembly)}/execution/*`] }]);
    }),
    ...alertChecks(alerts, samples, judged.settings),
  ];
}
