import { createdBuckets } from '../../config.ts';
import { type Check, every, type Judged, lacks } from '../check.ts';
import { uploadDenies } from './denies.ts';

export function checks({ settings }: Judged): Check[] {
  const own = createdBuckets(settings);
  return [
    every(
      'uploads with another key, another algorithm or a customer key are denied; uploads without a header are not',
      {
        type: 'AWS::S3::BucketPolicy',
        where: ({ properties }, { names }) => own.some((bucket) => names[bucket]?.endsWith(`:::${properties.Bucket}`)),
        atLeast: own.length,
      },
      ({ properties }, { names, stacks }) =>
        lacks(
          properties,
          Object.values(uploadDenies(names['data-key'] ?? '')).map((Condition) => ({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:PutObject',
            Resource: `arn:${stacks[0]?.partition}:s3:::${properties.Bucket}/*`,
            Condition,
          })),
        ),
    ),
  ];
}
