import { CfnDeletionPolicy, type Stack } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { acknowledge } from '../acknowledge.ts';
import type { Foundation } from '../foundation.ts';

/** A log group /PROJECT/`id` that outlives its stack and keeps events as long as the tier asks. */
export function makeLogGroup({ settings, facts }: Foundation, stack: Stack, id: string): CfnLogGroup {
  const logGroup = new CfnLogGroup(stack, `${id[0]?.toUpperCase()}${id.slice(1)}Logs`, {
    logGroupName: `/${settings.name}/${id}`,
    retentionInDays: facts.logRetentionDays,
  });
  // A try that fails takes it along, so that the next one finds its name free.
  logGroup.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  logGroup.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  if (!facts.customerKeys) {
    acknowledge(
      logGroup,
      'NIST.800.53.R5-CloudWatchLogGroupEncrypted',
      'CloudWatch Logs encrypts by itself; from the internal tier up with a customer-managed key',
    );
  }
  return logGroup;
}
