import type { Foundation } from '../foundation.ts';
import type { AlertScope } from './alert.ts';

export function alertScopeOf({
  audit,
  settings,
  buckets,
  logBucket,
  auditBucket,
  configurationBucket,
  copyBucket,
  topic,
  nameRules,
}: Foundation): AlertScope {
  return {
    settings,
    partition: audit.partition,
    account: audit.account,
    buckets: Object.fromEntries(Object.entries(buckets).map(([bucket, { bucketName }]) => [bucket, bucketName])),
    logBuckets: [logBucket, auditBucket?.resource, configurationBucket?.resource, copyBucket?.resource].flatMap(
      (one) => one?.ref ?? [],
    ),
    topicArn: topic.arn,
    nameRules,
  };
}

/** `model-deletion` as a construct id: ModelDeletion. */
export function constructId(id: string): string {
  return id.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}
