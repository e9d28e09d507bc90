import { acknowledge } from '../../acknowledge.ts';
import type { Foundation } from '../../foundation.ts';

/** Days in which an overwritten or deleted object can be brought back. */
const recoveryDays = 90;

export function apply({ ownBuckets, logBucket, auditBucket, configurationBucket, facts }: Foundation): void {
  const records = [logBucket, auditBucket?.resource, configurationBucket?.resource];
  for (const { resource } of ownBuckets) {
    resource.versioningConfiguration = { status: 'Enabled' };
    if (!resource.replicationConfiguration)
      acknowledge(
        resource,
        'NIST.800.53.R5-S3BucketReplicationEnabled',
        'Versions and retention protect against mistakes; a second region is a decision about where data may be kept',
      );
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
