import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnSession } from 'aws-cdk-lib/aws-macie';
import { makeAlerts } from '../../alerts/rule.ts';
import { type Foundation, name } from '../../foundation.ts';
import { macieRole } from '../../policies/exempt.ts';
import { alerts } from './alerts.ts';
import { macieReads } from './role.ts';

export function apply(foundation: Foundation): void {
  const { audit, settings, keys } = foundation;
  if (settings.macie === 'create') {
    new CfnSession(audit, 'Macie', { status: 'ENABLED', findingPublishingFrequency: 'FIFTEEN_MINUTES' });
  }
  const { partition, region, account } = audit;
  keys.data?.addToResourcePolicy(
    new PolicyStatement({
      sid: 'MacieReadsObjects',
      principals: [new AnyPrincipal()],
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: macieReads({ partition, region, account }),
    }),
  );
  name(audit, { 'macie-role': macieRole({ partition, account }) });
  makeAlerts(foundation, alerts);
}
