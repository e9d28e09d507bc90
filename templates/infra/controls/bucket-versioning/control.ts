import type { Foundation } from '../../foundation.ts';

/** Days in which an overwritten or deleted object can be brought back. */
const recoveryDays = 90;

export function apply({ ownBuckets, logBucket, auditBucket, facts }: Foundation): void {
  for (const { resource } of ownBuckets) {
    resource.versioningConfiguration = { status: 'Enabled' };
    resource.lifecycleConfiguration = {
      rules: [
        {
          id: 'end-of-old-versions',
          status: 'Enabled',
          noncurrentVersionExpiration: { noncurrentDays: recoveryDays },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
        ...(resource === logBucket || resource === auditBucket?.resource
          ? [{ id: 'end-of-logs', status: 'Enabled', expirationInDays: facts.auditRetentionDays }]
          : []),
      ],
    };
  }
}
