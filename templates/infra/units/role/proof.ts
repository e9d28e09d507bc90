import type { Resource } from '../../../judge/read/assembly.ts';
import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, every, everyHas, hasOther, isNotTakenBy, type Judged } from '../../controls/check.ts';
import type { Unit } from '../../units.ts';
import { alerts } from './alerts.ts';
import events from './events.json' with { type: 'json' };

/** What it may do is said by its rows: an allow that no row needs fails. */
export function checks(judged: Judged, unit: Unit): Check[] {
  const { name } = judged.settings;
  const title = unit.name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  const role = {
    type: 'AWS::IAM::Role',
    where: ({ properties }: Resource) => properties.RoleName === `${name}-${unit.name}`,
  };
  return [
    every('only SageMaker, for this account, takes the role', role, ({ properties }, { account }) =>
      isNotTakenBy(properties, 'sagemaker.amazonaws.com', account),
    ),
    every('it has its own policy and the one of the network, and no other', role, (found) =>
      hasOther(found, title, ['JobNetwork']),
    ),
    everyHas(
      'its parameter has its ARN',
      {
        type: 'AWS::SSM::Parameter',
        where: ({ properties }) => properties.Name === `/${name}/resources/${unit.name}-role`,
      },
      (_, { names }) => ({ Type: 'String', Value: names[unit.name] ?? '' }),
    ),
    ...unitAlertChecks(alerts(unit.name, unit.writes === true), events, judged, unit),
  ];
}
