import { everyHas, everyStays } from '../check.ts';

const buckets = { type: 'AWS::S3::Bucket', atLeast: 1 };

export const checks = [
  everyHas('every bucket blocks all public access', buckets, {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  }),
  everyHas('every bucket has no ACLs: its owner owns each object', buckets, {
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    AccessControl: undefined,
  }),
  everyStays('every bucket outlives its stack', buckets),
];
