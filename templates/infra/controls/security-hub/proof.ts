import { alertChecks } from '../../alerts/check.ts';
import { type Check, everyHas, type Judged } from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };
import { standardArn, standards } from './standards.ts';

export function checks({ settings }: Judged): Check[] {
  const own = settings.securityHub === 'create' ? 1 : 0;
  return [
    everyHas(
      'Security Hub is on, and new controls of its standards with it',
      { type: 'AWS::SecurityHub::Hub', atLeast: own },
      { EnableDefaultStandards: false, AutoEnableControls: true, ControlFindingGenerator: 'SECURITY_CONTROL' },
    ),
    ...Object.entries(own ? standards : {}).map(([id, standard]) =>
      everyHas(
        `the standard ${standard} is on, and no control of it is off`,
        { type: 'AWS::SecurityHub::Standard', where: ({ path }) => path.endsWith(`${id}Standard`) },
        (_, { stacks }) => ({
          StandardsArn: standardArn(stacks[0]?.partition ?? '', settings.region, standard),
          DisabledStandardsControls: undefined,
        }),
      ),
    ),
    ...alertChecks(alerts, samples, settings),
  ];
}
