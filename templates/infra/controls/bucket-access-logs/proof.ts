import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { type Check, every, everyHas, lacks } from '../check.ts';

const isLogBucket = ({ path }: Resource) => /(^|\/)Logs$/.test(path);

function logBucketName({ resources }: Assembly): string {
  const bucket = resources.find((resource) => resource.type === 'AWS::S3::Bucket' && isLogBucket(resource));
  return `«${bucket?.stack}/${bucket?.logicalId}»`;
}

export function checks(): Check[] {
  return [
    everyHas(
      'every bucket but the log bucket logs its requests there',
      { type: 'AWS::S3::Bucket', where: (bucket) => !isLogBucket(bucket), atLeast: 0 },
      ({ path }, assembly) => ({
        LoggingConfiguration: {
          DestinationBucketName: logBucketName(assembly),
          LogFilePrefix: `${path.split('/').at(-1)?.toLowerCase()}/`,
          TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource: 'EventTime' } },
        },
      }),
    ),
    every(
      'the log service may write to the log bucket, for this account only',
      {
        type: 'AWS::S3::BucketPolicy',
        where: ({ properties }, assembly) => properties.Bucket === logBucketName(assembly),
      },
      ({ properties }, assembly) =>
        lacks(properties, [
          {
            Effect: 'Allow',
            Principal: { Service: 'logging.s3.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: `arn:${assembly.stacks[0]?.partition}:s3:::${logBucketName(assembly)}/*`,
            Condition: { StringEquals: { 'aws:SourceAccount': assembly.account } },
          },
        ]),
    ),
  ];
}
