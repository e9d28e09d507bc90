import { isDeepStrictEqual } from 'node:util';
import type { Assembly } from '../../judge/read/assembly.ts';
import type { Settings } from '../config.ts';
import { type Check, every, hasOther, lacks, statementsOf } from '../controls/check.ts';
import type { EventRole } from './event-role.ts';

type Wanted = Pick<EventRole, 'id' | 'role'> & {
  /** As in a sentence: the forwarding role. */
  called: string;
  rules(assembly: Assembly): string;
  bus(assembly: Assembly): string;
};

/** Rules of this account take the role on, and it can do nothing but write to one bus. */
export function eventRoleChecks(settings: Settings, { id, role, called, rules, bus }: Wanted): Check[] {
  const roleName = `${settings.name}-${role}`;
  const named = {
    type: 'AWS::IAM::Role',
    where: ({ properties }: { properties: { RoleName?: unknown } }) => properties.RoleName === roleName,
  };
  const putEvents = (assembly: Assembly) => ({
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: bus(assembly),
  });
  return [
    every(
      `rules of this account, and none else, use the ${called} role`,
      named,
      ({ properties }, assembly) =>
        !isDeepStrictEqual(statementsOf(properties, 'AssumeRolePolicyDocument'), [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': assembly.account },
              ArnLike: { 'aws:SourceArn': rules(assembly) },
            },
          },
        ]) && `trusts ${JSON.stringify(properties.AssumeRolePolicyDocument)}`,
    ),
    every(`the ${called} role has one policy`, named, (one) => hasOther(one, id)),
    every(
      `the ${called} role may put events on one bus, and nothing else`,
      { type: 'AWS::IAM::ManagedPolicy', where: ({ logicalId }) => logicalId.startsWith(`${id}Policy`) },
      ({ properties }, assembly) => {
        const [statement, ...more] = statementsOf(properties).map(({ Sid, ...rest }) => rest);
        return (
          (more.length > 0 || !isDeepStrictEqual(statement, putEvents(assembly))) &&
          `allows ${JSON.stringify(properties.PolicyDocument)}`
        );
      },
    ),
    every(
      `the boundary lets the ${called} role put events, and no other role`,
      {
        type: 'AWS::IAM::ManagedPolicy',
        where: ({ properties }) => properties.ManagedPolicyName === `${settings.name}-boundary`,
      },
      ({ properties }, assembly) =>
        lacks(properties, [
          {
            ...putEvents(assembly),
            Condition: {
              ArnEquals: {
                'aws:PrincipalArn': `arn:${assembly.stacks[0]?.partition}:iam::${assembly.account}:role/${roleName}`,
              },
            },
          },
        ]),
    ),
  ];
}
