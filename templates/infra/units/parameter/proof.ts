import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, everyHas, type Judged } from '../../controls/check.ts';
import type { Unit } from '../../units.ts';
import events from './events.json' with { type: 'json' };

export function checks(judged: Judged, unit: Unit): Check[] {
  const path = `/${judged.settings.name}/resources/parameters/${unit.name}`;
  return [
    everyHas(
      'the parameter has the value of its unit.json, as a text',
      { type: 'AWS::SSM::Parameter', where: ({ properties }) => properties.Name === path },
      { Type: 'String', Value: unit.value, Policies: undefined },
    ),
    ...unitAlertChecks([], events, judged, unit),
  ];
}
