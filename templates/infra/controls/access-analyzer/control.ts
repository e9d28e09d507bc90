import { CfnAnalyzer } from 'aws-cdk-lib/aws-accessanalyzer';
import { makeAlerts } from '../../alerts/rule.ts';
import type { Foundation } from '../../foundation.ts';
import { alerts } from './alerts.ts';

export function apply(foundation: Foundation): void {
  const { audit, settings } = foundation;
  if (settings.accessAnalyzer === 'create') {
    new CfnAnalyzer(audit, 'AccessAnalyzer', { analyzerName: settings.name, type: 'ACCOUNT' });
  }
  makeAlerts(foundation, alerts);
}
