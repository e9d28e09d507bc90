import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';

export function apply({ auditBucket, facts }: Foundation): void {
  if (!auditBucket) return;
  const { resource, policy } = auditBucket;
  resource.objectLockEnabled = true;
  resource.objectLockConfiguration = {
    objectLockEnabled: 'Enabled',
    rule: { defaultRetention: { mode: 'GOVERNANCE', days: facts.auditRetentionDays } },
  };
  // Amazon S3 User Guide, "Locking objects with Object Lock": the right that governance mode yields to.
  policy.addStatements(
    new PolicyStatement({
      sid: 'NobodyBypassesRetention',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:BypassGovernanceRetention'],
      resources: [`${resource.attrArn}/*`],
    }),
  );
}
