import type { Alert } from '../../alerts/alert.ts';
import { macieFinding } from '../../alerts/tellings.ts';
import type { Settings } from '../../config.ts';

const levels: Record<Settings['alerting']['minimumSeverity'], string[]> = {
  low: ['Low', 'Medium', 'High'],
  medium: ['Medium', 'High'],
  high: ['High'],
};

export const alerts: Alert[] = [
  {
    id: 'macie-finding',
    // There at each minimum; which findings it lets through follows the minimum.
    severity: 'high',
    description: 'Macie finds sensitive data, or a bucket that is open',
    runbook: 'macie-finding',
    tells: macieFinding,
    // Amazon Macie User Guide, "EventBridge event schema for Macie findings".
    pattern: ({ settings }) => ({
      source: ['aws.macie'],
      'detail-type': ['Macie Finding'],
      detail: { severity: { description: levels[settings.alerting.minimumSeverity] } },
    }),
  },
];
