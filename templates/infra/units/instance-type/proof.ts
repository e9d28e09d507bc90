import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, every, type Judged } from '../../controls/check.ts';
import type { Unit } from '../../units.ts';
import events from './events.json' with { type: 'json' };

/** That the guardrails refuse all other types is checked by the control job-guardrails. */
export function checks(judged: Judged, unit: Unit): Check[] {
  const path = `/${judged.settings.name}/resources/instance-types`;
  return [
    every(
      'the launcher finds the type in its list',
      { type: 'AWS::SSM::Parameter', where: ({ properties }) => properties.Name === path },
      ({ properties }) =>
        !String(properties.Value).split(',').includes(String(unit.instanceType)) && `holds ${properties.Value}`,
    ),
    ...unitAlertChecks([], events, judged, unit),
  ];
}
