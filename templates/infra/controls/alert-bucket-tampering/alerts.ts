import { type Alert, callsTo } from '../../alerts/alert.ts';
import { byHand } from '../../alerts/others.ts';
import { call } from '../../alerts/tellings.ts';

export const alerts: Alert[] = [
  {
    id: 'bucket-tampering',
    severity: 'high',
    description: 'Somebody changes by hand how a bucket is protected, or opens another way to it',
    runbook: 'bucket-tampering',
    tells: call(['bucket', 'name']),
    pattern: (scope) =>
      callsTo('s3', {
        userIdentity: byHand(scope),
        $or: [
          // Whatever names a bucket and no object. Amazon S3 User Guide, "Amazon S3 CloudTrail events".
          {
            requestParameters: {
              bucketName: [...Object.values(scope.buckets), ...scope.logBuckets],
              key: [{ exists: false }],
            },
            eventName: [{ 'anything-but': objectCalls }],
          },
          // What names no bucket of ours reaches them by a side door: access points and grants, batch jobs, the account.
          {
            requestParameters: { bucketName: [{ exists: false }] },
            eventName: [{ 'anything-but': ['CreateSession'] }],
          },
        ],
      }),
  },
];

/** They name a bucket alone in their events, and do not change it: other alerts have them. */
const objectCalls = ['DeleteObjects', 'ListObjects', 'ListObjectVersions', 'HeadBucket', 'CreateSession'];
