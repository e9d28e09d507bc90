import { partitionOf } from '../../judge/place.ts';
import type { Assembly, Resource } from '../../judge/read/assembly.ts';
import type { Settings } from '../config.ts';
import { type Check, everyHas } from '../controls/check.ts';
import { type Alert, chosenAlerts, isForwarded, stateOf } from './alert.ts';
import { ruleScopeOf } from './check.ts';
import { eventRoleChecks } from './event-role-check.ts';

const iam = ({ stacks, account }: Assembly, rest: string) => `arn:${stacks[0]?.partition}:iam::${account}:${rest}`;
const events = ({ stacks, account }: Assembly, region: string, rest: string) =>
  `arn:${stacks[0]?.partition}:events:${region}:${account}:${rest}`;
const homeBus = (assembly: Assembly, { region }: Settings) => events(assembly, region, 'event-bus/default');
const roleNameOf = ({ name }: Settings) => `${name}-forward-events`;
const regionOf = ({ stack }: Resource, { stacks }: Assembly) => stacks.find(({ name }) => name === stack)?.region;

/** The events of global services reach the home region, by a role that can do nothing else. */
export function forwardChecks(alerts: Alert[], settings: Settings): Check[] {
  if (!isForwarded(settings.region)) return [];
  const { globalRegion } = partitionOf(settings.region);
  const chosen = chosenAlerts(alerts, settings).filter(({ global }) => global);
  return [
    ...chosen.map((alert) =>
      everyHas(
        `${alert.id}: its events come from ${globalRegion} to ${settings.region}`,
        {
          type: 'AWS::Events::Rule',
          where: (resource, assembly) =>
            resource.properties.Name === `${settings.name}-forward-${alert.id}` &&
            regionOf(resource, assembly) === globalRegion,
        },
        (_, assembly) => ({
          State: stateOf(alert),
          EventPattern: alert.pattern(ruleScopeOf(assembly, settings)),
          EventBusName: undefined,
          Targets: [
            {
              Id: 'home',
              Arn: homeBus(assembly, settings),
              RoleArn: iam(assembly, `role/${roleNameOf(settings)}`),
              DeadLetterConfig: { Arn: assembly.names['forward-undelivered'] },
            },
          ],
        }),
      ),
    ),
    ...(chosen.length > 0
      ? eventRoleChecks(settings, {
          id: 'ForwardEvents',
          role: 'forward-events',
          called: 'forwarding',
          rules: (assembly) => events(assembly, globalRegion, `rule/${settings.name}-forward-*`),
          bus: (assembly) => homeBus(assembly, settings),
        })
      : []),
  ];
}
