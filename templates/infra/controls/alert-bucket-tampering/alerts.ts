import { type Alert, callsTo } from '../../alerts/alert.ts';

/** As CloudTrail spells them: Amazon S3 User Guide, "Amazon S3 CloudTrail events". */
const calls = [
  'DeleteBucket',
  'DeleteBucketEncryption',
  'DeleteBucketLifecycle',
  'DeleteBucketPolicy',
  'DeleteBucketPublicAccessBlock',
  'PutBucketAcl',
  'PutBucketEncryption',
  'PutBucketLifecycle',
  'PutBucketLogging',
  'PutBucketNotification',
  'PutBucketObjectLockConfiguration',
  'PutBucketOwnershipControls',
  'PutBucketPolicy',
  'PutBucketPublicAccessBlock',
  'PutBucketReplication',
  'PutBucketVersioning',
];

export const alerts: Alert[] = [
  {
    id: 'bucket-tampering',
    severity: 'high',
    description: 'The protection of a bucket changes',
    runbook: 'bucket-tampering',
    pattern: ({ buckets, logBuckets }) =>
      callsTo('s3', {
        $or: [
          { eventName: calls, requestParameters: { bucketName: [...Object.values(buckets), ...logBuckets] } },
          // For the whole account: these calls name no bucket.
          { eventName: ['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'] },
        ],
      }),
  },
];
