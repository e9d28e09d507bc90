import type { Alert } from '../../alerts/alert.ts';
import { detectorFinding } from '../../alerts/tellings.ts';
import type { Settings } from '../../config.ts';

/** Amazon GuardDuty User Guide, "Severity levels of GuardDuty findings": low from 1, medium from 4, high from 7. */
const floor: Record<Settings['alerting']['minimumSeverity'], number> = { low: 1, medium: 4, high: 7 };

export const alerts: Alert[] = [
  {
    id: 'guardduty-finding',
    // There at each minimum; which findings it lets through follows the minimum.
    severity: 'high',
    description: 'GuardDuty has a finding',
    runbook: 'guardduty-finding',
    tells: detectorFinding,
    pattern: ({ settings }) => ({
      source: ['aws.guardduty'],
      'detail-type': ['GuardDuty Finding'],
      detail: { severity: [{ numeric: ['>=', floor[settings.alerting.minimumSeverity]] }] },
    }),
  },
];
