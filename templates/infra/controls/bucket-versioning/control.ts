import type { Foundation } from '../../foundation.ts';

/** Days in which an overwritten or deleted object can be brought back. */
const recoveryDays = 90;

export function apply({ ownBuckets, logBucket, auditBucket, configurationBucket, facts }: Foundation): void {
  const records = [logBucket, auditBucket?.resource, configurationBucket?.resource];
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
        ...(records.includes(resource)
          ? [{ id: 'end-of-logs', status: 'Enabled', expirationInDays: facts.auditRetentionDays }]
          : []),
      ],
    };
  }
}
