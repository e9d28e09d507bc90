import { dataBuckets, readSettings } from '../../config.ts';
import { every, lacks } from '../check.ts';
import { uploadDenies } from './denies.ts';

const { buckets } = readSettings();
const own = dataBuckets.filter((bucket) => buckets[bucket] === 'create');

export const checks = [
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
