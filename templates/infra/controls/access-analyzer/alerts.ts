import type { Alert } from '../../alerts/alert.ts';
import { accessFinding } from '../../alerts/tellings.ts';

export const alerts: Alert[] = [
  {
    id: 'access-finding',
    severity: 'medium',
    description: 'Somebody outside the account has access to a resource',
    runbook: 'access-finding',
    tells: accessFinding,
    // IAM User Guide, "Monitoring AWS IAM Access Analyzer with Amazon EventBridge".
    pattern: () => ({
      source: ['aws.access-analyzer'],
      'detail-type': ['Access Analyzer Finding'],
      detail: { status: ['ACTIVE'] },
    }),
  },
];
