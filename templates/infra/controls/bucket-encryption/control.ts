import { acknowledge } from '../../acknowledge.ts';
import type { Foundation } from '../../foundation.ts';

export function apply({ ownBuckets, logBucket, facts }: Foundation): void {
  for (const { resource } of ownBuckets) {
    resource.bucketEncryption = {
      serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    };
    if (!facts.customerKeys && resource !== logBucket) {
      acknowledge(
        resource,
        'NIST.800.53.R5-S3DefaultEncryptionKMS',
        'Public content needs no key of its own; the internal tier encrypts with a customer-managed key',
      );
    }
  }
}
