import { CfnDeletionPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { acknowledge } from '../acknowledge.ts';
import { constructId } from '../alerts/scope.ts';
import { type DataBucketName, dataBuckets, type Settings } from '../config.ts';
import { type DataBucket, type Foundation, name, type OwnBucket } from '../foundation.ts';

/** A bucket and its policy. Controls harden both; nothing here depends on the tier. */
export function makeBucket(stack: Stack, id: string): OwnBucket {
  const resource = new CfnBucket(stack, id);
  // Data and evidence outlive the stack: deleting them is a decision of its own.
  resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
  resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  const policy = new PolicyDocument();
  const attachment = new CfnBucketPolicy(stack, `${id}Policy`, { bucket: resource.ref, policyDocument: policy });
  attachment.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
  attachment.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  return { id: id.toLowerCase(), resource, policy };
}

function dataBucket(stack: Stack, bucket: string, answer: string): DataBucket {
  if (answer !== 'create') {
    return { bucketName: answer, arn: `arn:${stack.partition}:s3:::${answer}` };
  }
  const own = makeBucket(stack, constructId(bucket));
  return { bucketName: own.resource.ref, arn: own.resource.attrArn, own };
}

/** The buckets of the workload, and the bucket that receives their access logs. */
export function makeBuckets(stack: Stack, settings: Settings) {
  const logs = makeBucket(stack, 'Logs');
  acknowledge(
    logs.resource,
    'NIST.800.53.R5-S3DefaultEncryptionKMS',
    'S3 delivers access logs only to buckets encrypted with SSE-S3',
  );
  const buckets = Object.fromEntries(
    dataBuckets.map((bucket) => [bucket, dataBucket(stack, bucket, settings.buckets[bucket])]),
  ) as Record<DataBucketName, DataBucket>;
  name(stack, {
    ...Object.fromEntries(dataBuckets.map((bucket) => [bucket, buckets[bucket].arn])),
    logs: logs.resource.attrArn,
  });
  const ownBuckets = [logs, ...Object.values(buckets).flatMap(({ own }) => own ?? [])];
  return { buckets, ownBuckets, logBucket: logs.resource };
}

/** One more bucket with data: `answer` is `create`, or the name of one that exists. Controls harden it as they do the others. */
export function addDataBucket({ data, buckets, ownBuckets }: Foundation, bucket: string, answer: string): DataBucket {
  const made = dataBucket(data, bucket, answer);
  buckets[bucket] = made;
  if (made.own) ownBuckets.push(made.own);
  name(data, { [bucket]: made.arn });
  return made;
}
