import type { Alert } from '../../alerts/alert.ts';
import { ruleResult } from '../../alerts/tellings.ts';

export const alerts: Alert[] = [
  {
    id: 'config-noncompliant',
    severity: 'medium',
    description: 'A resource no longer complies with a rule of AWS Config',
    runbook: 'config-noncompliant',
    tells: ruleResult,
    // AWS Config Developer Guide, "Monitoring AWS Config with Amazon EventBridge".
    pattern: ({ settings }) => ({
      source: ['aws.config'],
      'detail-type': ['Config Rules Compliance Change'],
      detail: {
        messageType: ['ComplianceChangeNotification'],
        configRuleName: [{ prefix: `${settings.name}-` }],
        newEvaluationResult: { complianceType: ['NON_COMPLIANT'] },
      },
    }),
  },
];
