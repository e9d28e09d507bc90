import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { alertRule } from '../../alerts/rule.ts';
import type { Foundation } from '../../foundation.ts';
import { features } from './features.ts';
import { findingPattern } from './pattern.ts';

export function apply(foundation: Foundation): void {
  const { audit, settings } = foundation;
  if (settings.guardduty === 'create') {
    const detector = new CfnDetector(audit, 'Detector', {
      enable: true,
      findingPublishingFrequency: 'FIFTEEN_MINUTES',
    });
    detector.addPropertyOverride('Features', features);
  }
  alertRule(foundation, {
    id: 'GuarddutyFindings',
    description: 'A GuardDuty finding of the chosen severity or above',
    runbook: 'guardduty-finding',
    pattern: findingPattern(settings.alerting.minimumSeverity),
  });
}
