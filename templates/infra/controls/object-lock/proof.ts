import type { Resource } from '../../../judge/read/assembly.ts';

import { tierFacts } from '../../tiers.ts';
import { type Check, every, everyHas, type Judged, lacks } from '../check.ts';

const named = (id: string) => (bucket: Resource) => new RegExp(`(^|/)${id}$`).test(bucket.path);

export function checks({ settings }: Judged): Check[] {
  const days = tierFacts[settings.sensitivity].auditRetentionDays;
  return [
    everyHas(
      'each of the trail’s files is locked for the tier’s time',
      { type: 'AWS::S3::Bucket', where: named('Audit') },
      {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: days } },
        },
      },
    ),
    every(
      'the audit bucket’s policy lets nobody bypass the lock',
      {
        type: 'AWS::S3::BucketPolicy',
        where: ({ properties }, { names }) => names.audit?.endsWith(`:::${properties.Bucket}`) === true,
      },
      ({ properties }, { names }) =>
        lacks(properties, [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:BypassGovernanceRetention',
            Resource: `${names.audit}/*`,
          },
        ]),
    ),
    everyHas(
      'the bucket of access logs has no lock: S3 delivers no logs to one that has',
      { type: 'AWS::S3::Bucket', where: named('Logs') },
      { ObjectLockEnabled: undefined, ObjectLockConfiguration: undefined },
    ),
  ];
}
