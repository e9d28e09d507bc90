import { type Check, every, everyHas, everyStays } from '../check.ts';

/** Each has a policy of its own beside the bucket's: Amazon S3 User Guide, "Managing access to shared datasets with access points". */
const doors = [
  'AWS::S3::AccessPoint',
  'AWS::S3::AccessGrantsInstance',
  'AWS::S3::MultiRegionAccessPoint',
  'AWS::S3ObjectLambda::AccessPoint',
];

const buckets = { type: 'AWS::S3::Bucket', atLeast: 1 };

export function checks(): Check[] {
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
    everyHas('no bucket is a website or sends its objects elsewhere', buckets, {
      WebsiteConfiguration: undefined,
      ReplicationConfiguration: undefined,
    }),
    every('no bucket has a second way in', buckets, (_, { resources }) => {
      const door = resources.find(({ type }) => doors.includes(type));
      return door && `has ${door.type} ${door.path}`;
    }),
    everyStays('every bucket outlives its stack', buckets),
  ];
}
