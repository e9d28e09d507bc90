import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AnyPrincipal,
  Effect,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { acknowledge } from '../../acknowledge.ts';
import { makeAlarm } from '../../alerts/metric-alarm.ts';
import { type Foundation, name } from '../../foundation.ts';
import { accountThroughIam } from '../../policies/account-key.ts';
import { whatDeploys } from '../../policies/exempt.ts';
import { letThrough } from '../../policies/let-through.ts';
import { copiedFrom, restoreStatements } from '../../policies/locked-copy.ts';
import { forThisAccountOnly } from '../../policies/service-trust.ts';
import { makeBucket } from '../../stacks/data.ts';
import { copyAlarm, copyDenies, keyDeny, lockedDays, replicationActions, replicationStatements } from './copy.ts';

const s3 = 's3.amazonaws.com';

/** The bucket comes first, so that every control hardens it, and the role, so that denies on data leave it out. */
export function apply(foundation: Foundation): void {
  const { data, settings, buckets, ownBuckets } = foundation;
  const bucket = makeBucket(data, 'Copy');
  bucket.resource.objectLockEnabled = true;
  bucket.resource.objectLockConfiguration = {
    objectLockEnabled: 'Enabled',
    rule: { defaultRetention: { mode: 'COMPLIANCE', days: lockedDays } },
  };
  ownBuckets.push(bucket);
  foundation.copyBucket = bucket;
  const role = new Role(data, 'ReplicationRole', {
    roleName: `${settings.name}-locked-copy`,
    description: 'Amazon S3 copies raw data and models into the locked copy',
    assumedBy: new ServicePrincipal(s3),
  });
  role.assumeRolePolicy?.addStatements(PolicyStatement.fromJson(forThisAccountOnly(s3, data.account)));
  // The policy names the buckets, and they name the role: it is attached from its own side.
  const policy = new ManagedPolicy(data, 'ReplicationPolicy', { roles: [role] });
  foundation.roles['locked-copy'] = { role, policy };
  letThrough(foundation, {
    sid: 'Replicate',
    actions: replicationActions,
    resources: [`arn:${data.partition}:s3:::*`],
    role: `arn:${data.partition}:iam::${data.account}:role/${settings.name}-locked-copy`,
  });
  const key = makeKey(foundation);
  name(data, { copy: bucket.resource.attrArn, 'copy-key': key.keyArn, 'locked-copy': role.roleArn });
  for (const { bucket: id, prefix } of copiedFrom(settings)) {
    const { own } = buckets[id];
    if (!own) continue;
    own.resource.replicationConfiguration = {
      role: role.roleArn,
      rules: [
        {
          id,
          status: 'Enabled',
          priority: 1,
          filter: { prefix },
          // A deletion is not copied: that is what the copy is for.
          deleteMarkerReplication: { status: 'Disabled' },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: bucket.resource.attrArn,
            encryptionConfiguration: { replicaKmsKeyId: key.keyArn },
            metrics: { status: 'Enabled' },
          },
        },
      ],
    };
  }
  foundation.copyKey = key;
}

export function close(foundation: Foundation): void {
  const { data, settings, buckets, copyBucket, copyKey: key, keys, roles } = foundation;
  const copying = roles['locked-copy'];
  if (!copyBucket || !key || !copying) return;
  const { resource } = copyBucket;
  const { partition, region, account } = data;
  const place = { partition, region, account };
  resource.bucketEncryption = {
    serverSideEncryptionConfiguration: [
      {
        bucketKeyEnabled: true,
        serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.keyArn },
      },
    ],
  };
  for (const { Sid, Action, Resource, Condition } of copyDenies(place, settings.name, resource.attrArn)) {
    copyBucket.policy.addStatements(
      new PolicyStatement({
        sid: Sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: Action,
        resources: [Resource].flat(),
        ...(Condition && { conditions: Condition }),
      }),
    );
  }
  const sources = copiedFrom(settings).map(({ bucket, prefix }) => ({ name: bucket, prefix, ...buckets[bucket] }));
  const given = {
    region,
    sources,
    copy: { arn: resource.attrArn, keyArn: key.keyArn },
    dataKeyArn: keys.data?.keyArn,
  };
  const { policy } = copying;
  for (const statement of replicationStatements(given)) {
    policy.addStatements(PolicyStatement.fromJson(statement));
  }
  acknowledge(
    policy,
    'AwsSolutions-IAM5[Resource::…*]',
    'Every object below the prefixes is copied, whatever its name',
  );
  const glass = roles['break-glass'];
  if (glass) {
    for (const statement of restoreStatements(given)) {
      glass.policy.addStatements(PolicyStatement.fromJson(statement));
    }
  }
  makeAlarm(
    foundation,
    copyAlarm(
      sources.map(({ name: id, bucketName }) => ({ name: id, bucket: bucketName })),
      resource.ref,
    ),
  );
}

/** A key of its own: whoever takes the data's key away leaves the copy readable. */
function makeKey({ data, settings }: Foundation): Key {
  const { partition, region, account } = data;
  const deny = keyDeny(whatDeploys({ partition, region, account, ...settings.bootstrap }));
  const key = new Key(data, 'CopyKey', {
    description: `${settings.name}: The locked copy of raw data and models`,
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    policy: new PolicyDocument({
      statements: [
        accountThroughIam(account),
        new PolicyStatement({
          sid: 'NobodyTakesItAway',
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: deny.Action,
          resources: ['*'],
          ...(deny.Condition && { conditions: deny.Condition }),
        }),
      ],
    }),
  });
  new Alias(data, 'CopyKeyAlias', { aliasName: `alias/${settings.name}-copy`, targetKey: key });
  return key;
}
