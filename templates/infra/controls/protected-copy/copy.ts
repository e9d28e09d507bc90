import type { Alarm } from '../../alerts/alarm.ts';
import { ownRoles } from '../../policies/exempt.ts';
import { type Copying, type CopyStatement, throughS3 } from '../../policies/locked-copy.ts';

/** Days in which Amazon S3 deletes a version of the copy for nobody. */
export const lockedDays = 90;

interface Place {
  partition: string;
  region: string;
  account: string;
}

/** What replication needs of the sources, and what it does with a copy; it deletes nothing. */
const reads = ['s3:GetReplicationConfiguration', 's3:ListBucket'];
const readsVersions = ['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'];
const writes = ['s3:ReplicateObject', 's3:ReplicateTags'];
/** The boundary's share: the role's own policy names each, and IAM takes 6,144 characters a policy. */
export const replicationActions = ['s3:GetObjectVersion*', 's3:GetReplicationConfiguration', 's3:Replicate*'];

/** Amazon S3 User Guide, "Setting up permissions for live replication" and "Replicating encrypted objects". */
export function replicationStatements({ region, sources, copy, dataKeyArn }: Copying): CopyStatement[] {
  const allow = { Effect: 'Allow' as const };
  return [
    { ...allow, Sid: 'ReadRules', Action: reads, Resource: sources.map(({ arn }) => arn) },
    {
      ...allow,
      Sid: 'ReadVersions',
      Action: readsVersions,
      Resource: sources.map(({ arn, prefix }) => `${arn}/${prefix}*`),
    },
    { ...allow, Sid: 'WriteCopies', Action: writes, Resource: `${copy.arn}/*` },
    ...(dataKeyArn
      ? [
          {
            ...allow,
            Sid: 'ReadEncrypted',
            Action: ['kms:Decrypt'],
            Resource: dataKeyArn,
            Condition: throughS3(region),
          },
        ]
      : []),
    {
      ...allow,
      Sid: 'EncryptCopies',
      // A replica keeps the bucket key of its source, which S3 makes with GenerateDataKey and checks with Decrypt before it
      // uses it (Amazon S3 User Guide, "Reducing the cost of SSE-KMS"; "Replicating encrypted objects").
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: copy.keyArn,
      Condition: throughS3(region),
    },
  ];
}

/** Denies of the copy's bucket, each to everybody but the roles that its condition names. */
export function copyDenies(place: Place, project: string, arn: string): CopyStatement[] {
  const but = (role: string) => ({ ArnNotEquals: { 'aws:PrincipalArn': ownRoles(place, project, [role]) } });
  const deny = { Effect: 'Deny' as const };
  return [
    {
      ...deny,
      Sid: 'NobodyDeletesOrOverwrites',
      Action: ['s3:BypassGovernanceRetention', 's3:DeleteObject*', 's3:PutObject*', 's3:ReplicateDelete'],
      Resource: `${arn}/*`,
    },
    { ...deny, Sid: 'OnlyReplicationWrites', Action: writes, Resource: `${arn}/*`, Condition: but('locked-copy') },
    {
      ...deny,
      Sid: 'OnlyBreakGlassReads',
      Action: ['s3:GetObject*', 's3:ListBucket*'],
      Resource: [arn, `${arn}/*`],
      Condition: but('break-glass'),
    },
  ];
}

/** CloudFormation's role alone: it takes away the key of a first try that failed. */
export function keyDeny(deploys: string): Omit<CopyStatement, 'Sid' | 'Resource'> {
  return {
    Effect: 'Deny',
    Action: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': deploys } },
  };
}

/** Amazon S3 User Guide, "Using S3 Replication metrics": in the source's region, by rule. */
export function copyAlarm(sources: { name: string; bucket: string }[], copy: string): Alarm {
  return {
    id: 'copy-failed',
    severity: 'high',
    description: 'Objects could not be copied into the locked copy',
    who: 'Amazon S3; the page says how to find the objects',
    runbook: 'protected-copy',
    threshold: 1,
    metrics: sources.map(({ name, bucket }) => ({
      namespace: 'AWS/S3',
      metricName: 'OperationsFailedReplication',
      dimensions: { SourceBucket: bucket, DestinationBucket: copy, RuleId: name },
    })),
  };
}
