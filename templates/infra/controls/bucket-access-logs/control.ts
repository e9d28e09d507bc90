import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import type { Foundation } from '../../foundation.ts';

export function apply({ data, ownBuckets, logBucket }: Foundation): void {
  const logs = ownBuckets.find(({ resource }) => resource === logBucket);
  for (const { id, resource } of ownBuckets) {
    if (resource === logBucket) continue;
    resource.loggingConfiguration = {
      destinationBucketName: logBucket.ref,
      logFilePrefix: `${id}/`,
      targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: 'EventTime' } },
    };
  }
  if (!ownBuckets.some(({ resource }) => resource !== logBucket && resource.stack === logBucket.stack)) {
    for (const rule of ['AwsSolutions-S1', 'NIST.800.53.R5-S3BucketLoggingEnabled']) {
      acknowledge(
        logBucket,
        rule,
        'All other buckets existed before; this one receives no logs until one is made here',
      );
    }
  }
  // Amazon S3 User Guide, "Enabling Amazon S3 server access logging": the log service's principal, limited to
  // buckets of this account. The target must use SSE-S3 and can have no Object Lock.
  logs?.policy.addStatements(
    new PolicyStatement({
      sid: 'AccessLogsOfThisAccount',
      principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [`${logBucket.attrArn}/*`],
      conditions: { StringEquals: { 'aws:SourceAccount': data.account } },
    }),
  );
}
