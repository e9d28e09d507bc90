import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';
import { ownRoles } from '../../policies/exempt.ts';
import { deletions } from '../break-glass/rights.ts';

export function apply({ training, settings, ownBuckets, roles }: Foundation): void {
  const breakGlass = ownRoles(training, settings.name, ['break-glass']);
  for (const { resource, policy } of ownBuckets) {
    policy.addStatements(
      new PolicyStatement({
        sid: 'OnlyBreakGlassDeletes',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: deletions,
        resources: [`${resource.attrArn}/*`],
        // Life cycles end objects without a request, so they go on (Amazon S3 User Guide, "Expiring objects").
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': breakGlass } },
      }),
    );
  }
  for (const role of ['engineer', 'approver'] as const) {
    roles[role].policy.addStatements(
      new PolicyStatement({
        sid: 'NeverDelete',
        effect: Effect.DENY,
        actions: ['sagemaker:Delete*'],
        // A deny covers every resource: they delete nothing, under whatever name.
        resources: ['*'],
      }),
    );
  }
}
