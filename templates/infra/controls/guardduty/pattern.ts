import type { Settings } from '../../config.ts';

/** Amazon GuardDuty User Guide, "Severity levels of GuardDuty findings": low from 1, medium from 4, high from 7. */
const floor: Record<Settings['alerting']['minimumSeverity'], number> = { low: 1, medium: 4, high: 7 };

export function findingPattern(minimum: Settings['alerting']['minimumSeverity']) {
  return {
    source: ['aws.guardduty'],
    'detail-type': ['GuardDuty Finding'],
    detail: { severity: [{ numeric: ['>=', floor[minimum]] }] },
  };
}
