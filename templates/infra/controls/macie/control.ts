import { CfnSession } from 'aws-cdk-lib/aws-macie';
import { makeAlerts } from '../../alerts/rule.ts';
import type { Foundation } from '../../foundation.ts';
import { alerts } from './alerts.ts';

export function apply(foundation: Foundation): void {
  const { audit, settings } = foundation;
  if (settings.macie === 'create') {
    new CfnSession(audit, 'Macie', { status: 'ENABLED', findingPublishingFrequency: 'FIFTEEN_MINUTES' });
  }
  makeAlerts(foundation, alerts);
}
