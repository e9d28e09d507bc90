import { readSettings } from '../../config.ts';
import { every, everyHas, statementsOf } from '../check.ts';
import { boundaryArn } from './arn.ts';

const { name, permissionsBoundary } = readSettings();
const never = [
  'account:*',
  'cloudtrail:DeleteTrail',
  'cloudtrail:StopLogging',
  'cloudtrail:UpdateTrail',
  'guardduty:DeleteDetector',
  'guardduty:UpdateDetector',
  'iam:Attach*',
  'iam:Create*',
  'iam:Delete*',
  'iam:Detach*',
  'iam:Put*',
  'iam:Update*',
  'organizations:*',
];

export const checks = [
  everyHas('every role has the boundary', { type: 'AWS::IAM::Role', atLeast: 4 }, (_, { account, stacks }) => ({
    PermissionsBoundary:
      boundaryArn(permissionsBoundary, account) ??
      `arn:${stacks[0]?.partition}:iam::${account}:policy/${name}-boundary`,
  })),
  every(
    'the boundary denies identity, audit and account changes on every resource',
    { type: 'AWS::IAM::ManagedPolicy', where: ({ properties }) => properties.ManagedPolicyName === `${name}-boundary` },
    ({ properties }) => {
      const denied = statementsOf(properties)
        .filter(({ Effect, Resource, Condition }) => Effect === 'Deny' && Resource === '*' && !Condition)
        .flatMap(({ Action }) => Action as string[]);
      const open = never.find((action) => !denied.includes(action));
      return open && `does not deny ${open}`;
    },
  ),
];
