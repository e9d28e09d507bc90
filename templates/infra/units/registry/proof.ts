import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, everyHas, everyStays, type Judged } from '../../controls/check.ts';
import type { Unit } from '../../units.ts';
import events from './events.json' with { type: 'json' };

export function checks(judged: Judged, unit: Unit): Check[] {
  const { name } = judged.settings;
  const group = {
    type: 'AWS::SageMaker::ModelPackageGroup',
    where: ({ properties }: { properties: { ModelPackageGroupName?: unknown } }) =>
      properties.ModelPackageGroupName === `${name}-${unit.name}`,
  };
  return [
    everyHas('the group is there, and no policy opens it', group, {
      ModelPackageGroupDescription: unit.purpose,
      ModelPackageGroupPolicy: undefined,
    }),
    everyStays('it outlives its stack: its versions say what was served', group),
    everyHas(
      'its parameter has its name',
      {
        type: 'AWS::SSM::Parameter',
        where: ({ properties }) => properties.Name === `/${name}/resources/${unit.name}-registry`,
      },
      { Type: 'String', Value: `${name}-${unit.name}` },
    ),
    ...unitAlertChecks([], events, judged, unit),
  ];
}
