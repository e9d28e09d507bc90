import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { copiedFrom } from '../../policies/locked-copy.ts';
import { type Check, every, everyHas, everyStays, type Judged } from '../check.ts';

/** Each has a policy of its own beside the bucket's: Amazon S3 User Guide, "Managing access to shared datasets with access points". */
const doors = [
  'AWS::S3::AccessPoint',
  'AWS::S3::AccessGrantsInstance',
  'AWS::S3::MultiRegionAccessPoint',
  'AWS::S3ObjectLambda::AccessPoint',
];

const buckets = { type: 'AWS::S3::Bucket', atLeast: 1 };

export function checks({ settings, enabled }: Judged): Check[] {
  // What these send stays here, and the control protected-copy proves where it goes.
  const copied = enabled.includes('protected-copy') ? copiedFrom(settings).map(({ bucket }) => bucket) : [];
  const isCopied = ({ arn }: Resource, { names }: Assembly) => copied.some((bucket) => names[bucket] === arn);
  return [
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
    everyHas('no bucket is a website', buckets, { WebsiteConfiguration: undefined }),
    everyHas(
      'no bucket sends its objects elsewhere',
      { ...buckets, where: (bucket, assembly) => !isCopied(bucket, assembly) },
      { ReplicationConfiguration: undefined },
    ),
    every('no bucket has a second way in', buckets, (_, { resources }) => {
      const door = resources.find(({ type }) => doors.includes(type));
      return door && `has ${door.type} ${door.path}`;
    }),
    everyStays('every bucket outlives its stack', buckets),
  ];
}
