import { isDeepStrictEqual } from 'node:util';
import { partitionOf } from '../../judge/place.ts';
import type { Assembly, Resource } from '../../judge/read/assembly.ts';
import type { Settings } from '../config.ts';
import { type Check, every, everyHas, hasOther, lacks, statementsOf } from '../controls/check.ts';
import { type Alert, chosenAlerts, isForwarded, stateOf } from './alert.ts';
import { scopeOf } from './check.ts';

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
          EventPattern: alert.pattern(scopeOf(assembly, settings)),
          EventBusName: undefined,
          Targets: [
            { Id: 'home', Arn: homeBus(assembly, settings), RoleArn: iam(assembly, `role/${roleNameOf(settings)}`) },
          ],
        }),
      ),
    ),
    ...(chosen.length > 0 ? roleChecks(settings) : []),
  ];
}

function roleChecks(settings: Settings): Check[] {
  const { globalRegion } = partitionOf(settings.region);
  const roleName = roleNameOf(settings);
  const putEvents = (assembly: Assembly) => ({
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: homeBus(assembly, settings),
  });
  return [
    every(
      'only forwarding rules of this account use the forwarding role',
      { type: 'AWS::IAM::Role', where: ({ properties }) => properties.RoleName === roleName },
      ({ properties }, assembly) =>
        !isDeepStrictEqual(statementsOf(properties, 'AssumeRolePolicyDocument'), [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': assembly.account },
              ArnLike: { 'aws:SourceArn': events(assembly, globalRegion, `rule/${settings.name}-forward-*`) },
            },
          },
        ]) && `trusts ${JSON.stringify(properties.AssumeRolePolicyDocument)}`,
    ),
    every(
      'the forwarding role has one policy',
      { type: 'AWS::IAM::Role', where: ({ properties }) => properties.RoleName === roleName },
      (role) => hasOther(role, 'ForwardEvents'),
    ),
    every(
      'the forwarding role may put events on the home bus, and nothing else',
      { type: 'AWS::IAM::ManagedPolicy', where: ({ logicalId }) => logicalId.startsWith('ForwardEventsPolicy') },
      ({ properties }, assembly) => {
        const [statement, ...more] = statementsOf(properties).map(({ Sid, ...rest }) => rest);
        return (
          (more.length > 0 || !isDeepStrictEqual(statement, putEvents(assembly))) &&
          `allows ${JSON.stringify(properties.PolicyDocument)}`
        );
      },
    ),
    every(
      'the boundary lets the forwarding role put events, and no other role',
      {
        type: 'AWS::IAM::ManagedPolicy',
        where: ({ properties }) => properties.ManagedPolicyName === `${settings.name}-boundary`,
      },
      ({ properties }, assembly) =>
        lacks(properties, [
          {
            ...putEvents(assembly),
            Condition: { ArnEquals: { 'aws:PrincipalArn': iam(assembly, `role/${roleName}`) } },
          },
        ]),
    ),
  ];
}
