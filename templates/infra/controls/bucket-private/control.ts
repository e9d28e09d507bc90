import type { Foundation } from '../../foundation.ts';

export function apply({ ownBuckets }: Foundation): void {
  for (const { resource } of ownBuckets) {
    resource.publicAccessBlockConfiguration = {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    };
    resource.ownershipControls = { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] };
  }
}
