import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { type Check, every, everyStays, lacks } from '../check.ts';

/** The policy of a bucket, found by the bucket's name. */
function policyOf({ stack, logicalId }: Resource, { resources }: Assembly): Resource | undefined {
  return resources.find(
    ({ type, properties }) => type === 'AWS::S3::BucketPolicy' && properties.Bucket === `«${stack}/${logicalId}»`,
  );
}

const deny = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*' };

export function checks(): Check[] {
  return [
    every('every bucket refuses requests without TLS 1.2', { type: 'AWS::S3::Bucket' }, (bucket, assembly) => {
      const policy = policyOf(bucket, assembly);
      if (!policy) return 'has no policy';
      const arn = `arn:${assembly.stacks[0]?.partition}:s3:::«${bucket.stack}/${bucket.logicalId}»`;
      const Resource = [arn, `${arn}/*`];
      return lacks(policy.properties, [
        { ...deny, Resource, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { ...deny, Resource, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
      ]);
    }),
    everyStays('no bucket loses its policy with its stack', { type: 'AWS::S3::BucketPolicy' }),
  ];
}
