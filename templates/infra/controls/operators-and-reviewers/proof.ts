import { ownRoles } from '../../policies/exempt.ts';
import { type Check, every, type Judged, lacks } from '../check.ts';
import { lookLimits } from './limits.ts';

export function checks({ settings }: Judged): Check[] {
  const { name } = settings;
  return [
    every(
      'the boundary lets operators and reviewers alone look at the account’s configuration',
      {
        type: 'AWS::IAM::ManagedPolicy',
        where: ({ properties }) => properties.ManagedPolicyName === `${name}-boundary`,
      },
      ({ properties }, { account, stacks }) =>
        lacks(properties, [
          {
            Effect: 'Allow',
            Action: lookLimits,
            Resource: '*',
            Condition: {
              ArnEquals: {
                'aws:PrincipalArn': ownRoles({ partition: stacks[0]?.partition ?? '', region: '', account }, name, [
                  'operator',
                  'reviewer',
                ]),
              },
            },
          },
        ]),
    ),
  ];
}
