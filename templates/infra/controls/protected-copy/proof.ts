import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { alarmCheck } from '../../alerts/alarm-check.ts';
import { whatDeploys } from '../../policies/exempt.ts';
import { copiedFrom, restoreStatements } from '../../policies/locked-copy.ts';
import { elsewhere } from '../../policies/service-trust.ts';
import {
  type Check,
  every,
  everyHas,
  isNotExactly,
  type Judged,
  lacks,
  sameStatement,
  statementsOf,
} from '../check.ts';
import { copyAlarm, copyDenies, keyDeny, lockedDays, replicationActions, replicationStatements } from './copy.ts';

const nameOf = (arn: string | undefined) => String(arn).split(':::')[1] ?? '';

export function checks({ settings }: Judged): Check[] {
  const { name, region } = settings;
  const place = ({ stacks, account }: Assembly) => ({ partition: stacks[0]?.partition ?? '', region, account });
  const isCopy = ({ arn }: Resource, { names }: Assembly) => arn === names.copy;
  const sources = ({ names }: Assembly) =>
    copiedFrom(settings).map(({ bucket, prefix }) => ({ name: bucket, prefix, arn: names[bucket] ?? '' }));
  const given = (assembly: Assembly) => {
    const { copy = '', 'copy-key': keyArn = '', 'data-key': dataKey } = assembly.names;
    return { region, sources: sources(assembly), copy: { arn: copy, keyArn }, dataKeyArn: dataKey };
  };
  const roleName = `${name}-locked-copy`;
  const takes = { Action: 'sts:AssumeRole', Principal: { Service: 's3.amazonaws.com' } };

  return [
    everyHas(
      'each version of the copy is locked for its days, for everybody',
      { type: 'AWS::S3::Bucket', where: isCopy },
      (_, { names }) => ({
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: lockedDays } },
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              BucketKeyEnabled: true,
              ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: names['copy-key'] },
            },
          ],
        },
      }),
    ),
    every(
      'its policy denies everybody to delete or overwrite, all but replication to write, all but break-glass to read',
      {
        type: 'AWS::S3::BucketPolicy',
        where: ({ properties }, { names }) => properties.Bucket === nameOf(names.copy),
      },
      ({ properties }, assembly) =>
        lacks(
          properties,
          copyDenies(place(assembly), name, assembly.names.copy ?? '').map((deny) => ({
            ...deny,
            Principal: { AWS: '*' },
          })),
        ),
    ),
    everyHas(
      'what people bring and each model that passed is copied, a deletion is not',
      {
        type: 'AWS::S3::Bucket',
        where: (bucket, assembly) => sources(assembly).some(({ arn }) => arn === bucket.arn),
        atLeast: copiedFrom(settings).length,
      },
      (bucket, assembly) => {
        const { names } = assembly;
        const source = sources(assembly).find(({ arn }) => arn === bucket.arn);
        return {
          ReplicationConfiguration: {
            Role: names['locked-copy'],
            Rules: [
              {
                Id: source?.name,
                Status: 'Enabled',
                Priority: 1,
                Filter: { Prefix: source?.prefix },
                DeleteMarkerReplication: { Status: 'Disabled' },
                SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
                Destination: {
                  Bucket: names.copy,
                  EncryptionConfiguration: { ReplicaKmsKeyID: names['copy-key'] },
                  Metrics: { Status: 'Enabled' },
                },
              },
            ],
          },
        };
      },
    ),
    every(
      'replication reads the prefixes and writes copies, and does nothing else',
      { type: 'AWS::IAM::ManagedPolicy', where: ({ logicalId }) => logicalId.startsWith('ReplicationPolicy') },
      ({ properties }, assembly) => isNotExactly(properties, replicationStatements(given(assembly)) as never),
    ),
    every(
      'only Amazon S3 of this account takes its role, which has that policy and no other',
      { type: 'AWS::IAM::Role', where: ({ properties }) => properties.RoleName === roleName },
      ({ properties }, { account }) => {
        const { ManagedPolicyArns, Policies } = properties;
        if (ManagedPolicyArns !== undefined || Policies !== undefined) return 'has more policies';
        const trust = [
          { ...takes, Effect: 'Allow' },
          { ...takes, Effect: 'Deny', Condition: elsewhere(account) },
        ];
        return isNotExactly(properties, trust, 'AssumeRolePolicyDocument');
      },
    ),
    every(
      'the boundary lets the role of replication copy, and no other role',
      {
        type: 'AWS::IAM::ManagedPolicy',
        where: ({ properties }) => properties.ManagedPolicyName === `${name}-boundary`,
      },
      ({ properties }, assembly) => {
        const { partition, account } = place(assembly);
        const Condition = { ArnEquals: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/${roleName}` } };
        const Resource = `arn:${partition}:s3:::*`;
        return lacks(properties, [{ Effect: 'Allow', Action: replicationActions, Resource, Condition }]);
      },
    ),
    every(
      'the break-glass role reads the copy, and puts back what was copied',
      { type: 'AWS::IAM::ManagedPolicy', where: ({ logicalId }) => /^BreakGlassPolicy/.test(logicalId) },
      ({ properties }, assembly) => {
        const wanted = restoreStatements(given(assembly));
        const found = statementsOf(properties);
        const missing = wanted.find((one) => !found.some((other) => sameStatement(other, one as never)));
        return missing && `has no statement ${JSON.stringify(missing)}`;
      },
    ),
    every(
      'nobody but CloudFormation takes away the key of the copy',
      { type: 'AWS::KMS::Key', where: ({ arn }, { names }) => arn === names['copy-key'] },
      ({ properties }, assembly) => {
        const deny = keyDeny(whatDeploys({ ...place(assembly), ...settings.bootstrap }));
        const statement = { ...deny, Principal: { AWS: '*' }, Resource: '*' };
        return lacks(properties, [statement as never], 'KeyPolicy');
      },
    ),
    alarmCheck(settings, 'copy-failed', (assembly) =>
      copyAlarm(
        sources(assembly).map(({ name: id, arn }) => ({ name: id, bucket: nameOf(arn) })),
        nameOf(assembly.names.copy),
      ),
    ),
  ];
}
