import { isDeepStrictEqual } from 'node:util';
import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { type JsonObject, listOf } from '../../../judge/read/json.ts';
import { dataBucketsOf } from '../../config.ts';
import { ownRoles } from '../../policies/exempt.ts';
import { type Check, every, type Judged, lacks, policyOf, statementsOf } from '../check.ts';
import { deletions, freshness, modelDeletions } from './rights.ts';

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
      'the break-glass role is assumed with MFA of the last hour, for an hour',
      { type: 'AWS::IAM::Role', where: ({ properties }) => properties.RoleName === `${name}-break-glass` },
      ({ properties }, assembly) => {
        const { partition, account } = place(assembly);
        const trust = statementsOf(properties, 'AssumeRolePolicyDocument').map(({ Sid, ...statement }) => statement);
        const wanted = [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { AWS: `arn:${partition}:iam::${account}:root` },
            Condition: freshness,
          },
        ];
        const policy = assembly.resources.find(isBreakGlass);
        const attached = `arn:${partition}:iam::${account}:policy/«${policy?.stack}/${policy?.logicalId}»`;
        if (!isDeepStrictEqual(properties.ManagedPolicyArns, [attached])) return 'has other policies than its own';
        if (properties.MaxSessionDuration !== 3600) return `lasts ${properties.MaxSessionDuration} s`;
        return !isDeepStrictEqual(trust, wanted) && `trusts ${JSON.stringify(trust)}`;
      },
    ),
    every(
      'it finds and deletes objects and models, and does nothing else',
      { type: 'AWS::IAM::ManagedPolicy', where: isBreakGlass },
      ({ properties }, assembly) => {
        const { names } = assembly;
        const { partition, account } = place(assembly);
        const buckets = dataBucketsOf(settings).map((bucket) => names[bucket] ?? '');
        const kinds = ['endpoint', 'endpoint-config', 'model', 'model-package', 'model-package-group'];
        const models = kinds.map((kind) => `arn:${partition}:sagemaker:${region}:${account}:${kind}/${name}-*`);
        const { length } = statementsOf(properties);
        if (length !== 3) return `has ${length} statements, not 3`;
        return lacks(properties, [
          { Effect: 'Allow', Action: ['s3:ListBucket', 's3:ListBucketVersions'], Resource: buckets },
          { Effect: 'Allow', Action: deletions, Resource: buckets.map((arn) => `${arn}/*`) },
          { Effect: 'Allow', Action: modelDeletions, Resource: models },
        ]);
      },
    ),
    every(
      'people are denied every deletion, whatever another policy allows them',
      policyOf('People'),
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
        if (ofData || !/^PeoplePolicy/.test(logicalId)) return `allows ${JSON.stringify(allowed.Action)}`;
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
