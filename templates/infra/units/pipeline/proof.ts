import type { Resource } from '../../../judge/read/assembly.ts';
import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, everyHas, type Judged } from '../../controls/check.ts';
import { pipelineChecks } from '../../pipelines/checks.ts';
import type { Unit } from '../../units.ts';
import { alerts } from './alerts.ts';
import events from './events.json' with { type: 'json' };

export function checks(judged: Judged, unit: Unit): Check[] {
  const { name } = judged.settings;
  const title = unit.name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  const path = `/${name}/resources/pipelines/${unit.name}`;
  return [
    everyHas(
      'it is described as its unit.json says',
      {
        type: 'AWS::SageMaker::Pipeline',
        where: ({ properties }: Resource) => properties.PipelineName === `${name}-${unit.name}`,
      },
      { PipelineDescription: unit.purpose },
    ),
    ...pipelineChecks(judged, unit.name, title),
    everyHas(
      'its parameter has its name',
      { type: 'AWS::SSM::Parameter', where: ({ properties }: Resource) => properties.Name === path },
      { Type: 'String', Value: `${name}-${unit.name}` },
    ),
    ...unitAlertChecks(alerts(unit.name), events, judged, unit),
  ];
}
