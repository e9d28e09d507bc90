import { readFileSync } from 'node:fs';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';
import { ownRoles } from '../../policies/exempt.ts';
import { changes, reads, separation } from './separation.ts';

export function apply({ audit, auditBucket, settings }: Foundation): void {
  const reasons = () => readFileSync(new URL('reason.json', import.meta.url), 'utf8');
  const metadata = { AuditSeparation: separation(settings, reasons) };
  audit.templateOptions.metadata = { ...audit.templateOptions.metadata, ...metadata };
  if (!auditBucket) return;
  const { resource, policy } = auditBucket;
  const everywhere = {
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    resources: [resource.attrArn, `${resource.attrArn}/*`],
  };
  policy.addStatements(
    new PolicyStatement({
      sid: 'NoRoleOfTheWorkload',
      ...everywhere,
      actions: changes,
      // Every role of this project begins with its name; the trail itself writes as a service, not as a role.
      conditions: { ArnLike: { 'aws:PrincipalArn': ownRoles(audit, settings.name, ['*']) } },
    }),
    new PolicyStatement({
      sid: 'OnlyReviewersRead',
      ...everywhere,
      actions: reads,
      conditions: {
        ArnLike: { 'aws:PrincipalArn': ownRoles(audit, settings.name, ['*']) },
        ArnNotEquals: { 'aws:PrincipalArn': ownRoles(audit, settings.name, ['reviewer']) },
      },
    }),
  );
}
