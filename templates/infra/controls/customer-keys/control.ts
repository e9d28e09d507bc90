import { Aspects, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { type BaseRole, type Foundation, type KeyName, name } from '../../foundation.ts';
import { jobRoles } from '../../policies/roles.ts';
import { keyPolicy } from './policy.ts';

const purposes: Record<KeyName, string> = {
  data: 'Buckets with data and models; volumes and outputs of jobs',
  logs: 'Log groups, the trail and its bucket',
  alerts: 'The topic that alerts go to',
  secrets: 'Secrets of the workload',
};

/**
 * What each role does with data: reading needs Decrypt, writing needs GenerateDataKey, and a job's own output Encrypt
 * as well. SageMaker Developer Guide, "SageMaker AI Roles": execution role permissions of CreateTrainingJob.
 */
const uses: Partial<Record<BaseRole, string[]>> = {
  training: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
  processing: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
  evaluation: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
  registration: ['kms:Decrypt', 'kms:DescribeKey'],
  inference: ['kms:Decrypt', 'kms:DescribeKey'],
  engineer: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
  approver: ['kms:Decrypt'],
};

export function apply(foundation: Foundation): void {
  const { settings, logBucket, auditBucket, configurationBucket, copyBucket, ownBuckets, roles, topic } = foundation;
  const stack = foundation.stack('Keys', { description: `${settings.name}: encryption keys` });
  for (const [key, purpose] of Object.entries(purposes) as [KeyName, string][]) {
    const made = new Key(stack, key[0]?.toUpperCase() + key.slice(1), {
      description: `${settings.name}: ${purpose}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      policy: keyPolicy(stack, key, settings.name),
    });
    new Alias(stack, `${key[0]?.toUpperCase() + key.slice(1)}Alias`, {
      aliasName: `alias/${settings.name}-${key}`,
      targetKey: made,
    });
    foundation.keys[key] = made;
    name(stack, { [`${key}-key`]: made.keyArn });
  }
  const { data, logs, alerts } = foundation.keys as Record<KeyName, Key>;

  for (const { resource } of ownBuckets) {
    // The copy has a key of its own, which its control makes.
    if (resource === logBucket || resource === copyBucket?.resource) continue;
    const isRecord = [auditBucket, configurationBucket].some((one) => one?.resource === resource);
    const key = isRecord ? logs : data;
    resource.bucketEncryption = {
      serverSideEncryptionConfiguration: [
        {
          bucketKeyEnabled: true,
          serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.keyArn },
        },
      ],
    };
  }
  for (const [role, actions] of Object.entries(uses) as [BaseRole, string[]][]) {
    roles[role].policy.addStatements(
      new PolicyStatement({ sid: 'UseDataKey', effect: Effect.ALLOW, actions, resources: [data.keyArn] }),
    );
  }
  for (const role of jobRoles) {
    roles[role].policy.addStatements(
      new PolicyStatement({
        sid: 'LendDataKeyToVolumes',
        actions: ['kms:CreateGrant'],
        resources: [data.keyArn],
        // Only for a service that needs it: the same page; AWS KMS Developer Guide, "kms:GrantIsForAWSResource".
        conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
    );
  }
  if (foundation.trail) foundation.trail.trail.kmsKeyId = logs.keyArn;
  if (topic.resource) topic.resource.kmsMasterKeyId = alerts.keyArn;
  // Also the log groups that other controls make after this one.
  Aspects.of(foundation.audit.node.scope ?? foundation.audit).add({
    visit(node) {
      if (node instanceof CfnLogGroup) node.kmsKeyId = logs.keyArn;
    },
  });
}
