import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { type JsonObject, listOf } from '../../../judge/read/json.ts';
import { ownRoles } from '../../policies/exempt.ts';
import { deletions } from '../break-glass/rights.ts';
import { type Check, every, type Judged, lacks, statementsOf } from '../check.ts';

const isBreakGlass = ({ logicalId }: Resource) => /^BreakGlassPolicy/.test(logicalId);

const deletes = ({ Effect, Action, NotAction }: JsonObject) =>
  Effect === 'Allow' &&
  (NotAction !== undefined ||
    listOf(Action).some((action) => /^(\*|s3:(\*|D)|sagemaker:(\*|D(\*|el)))/.test(String(action))));

export function checks({ settings }: Judged): Check[] {
  const { name, region } = settings;
  const place = ({ stacks, account }: Assembly) => ({ partition: stacks[0]?.partition ?? '', region, account });
  const isBoundary = ({ properties }: Resource) => properties.ManagedPolicyName === `${name}-boundary`;
  return [
    every(
      'engineers and approvers are denied every deletion, whatever another policy allows them',
      {
        type: 'AWS::IAM::ManagedPolicy',
        where: ({ logicalId }) => /^(Engineer|Approver)Policy/.test(logicalId),
        atLeast: 2,
      },
      ({ properties }) => lacks(properties, [{ Effect: 'Deny', Action: 'sagemaker:Delete*', Resource: '*' }]),
    ),
    every(
      'no other policy allows a deletion that is not denied again',
      { type: 'AWS::IAM::ManagedPolicy', where: (policy) => !isBreakGlass(policy) && !isBoundary(policy) },
      ({ logicalId, properties }) => {
        const allowed = statementsOf(properties).find(deletes);
        if (!allowed) return;
        const denied = { Effect: 'Deny', Action: 'sagemaker:Delete*', Resource: '*' };
        const ofData = listOf(allowed.Action).some((action) => !String(action).startsWith('sagemaker:'));
        if (ofData || !/^(Engineer|Approver)Policy/.test(logicalId)) return `allows ${JSON.stringify(allowed.Action)}`;
        return lacks(properties, [denied]);
      },
    ),
    every(
      'every bucket refuses deletions by anyone else',
      { type: 'AWS::S3::BucketPolicy' },
      ({ properties }, assembly) =>
        lacks(properties, [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: deletions,
            Resource: `arn:${place(assembly).partition}:s3:::${properties.Bucket}/*`,
            Condition: { ArnNotEquals: { 'aws:PrincipalArn': ownRoles(place(assembly), name, ['break-glass']) } },
          },
        ]),
    ),
  ];
}
