import type { Alert } from '../../alerts/alert.ts';
import { controlFinding } from '../../alerts/tellings.ts';
import type { Settings } from '../../config.ts';

const levels: Record<Settings['alerting']['minimumSeverity'], string[]> = {
  low: ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
  medium: ['HIGH', 'CRITICAL'],
  high: ['CRITICAL'],
};

export const alerts: Alert[] = [
  {
    id: 'security-hub-finding',
    // There at each minimum; which findings it lets through follows the minimum.
    severity: 'high',
    description: 'A control of Security Hub fails',
    runbook: 'security-hub-finding',
    tells: controlFinding,
    // AWS Security Hub User Guide, "Configuring an EventBridge rule for Security Hub CSPM findings". Findings that it takes
    // over from GuardDuty, Macie and others have alerts of their own.
    pattern: ({ settings }) => ({
      source: ['aws.securityhub'],
      'detail-type': ['Security Hub Findings - Imported'],
      detail: {
        findings: {
          ProductName: ['Security Hub'],
          Compliance: { Status: ['FAILED'] },
          RecordState: ['ACTIVE'],
          Workflow: { Status: ['NEW'] },
          Severity: { Label: levels[settings.alerting.minimumSeverity] },
        },
      },
    }),
  },
];
