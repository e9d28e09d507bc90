import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { partitionOf } from '../../../judge/place.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import type { Foundation } from '../../foundation.ts';
import { alerts } from './alerts.ts';
import { features } from './features.ts';

export function apply(foundation: Foundation): void {
  const { audit, settings } = foundation;
  if (settings.guardduty === 'create') {
    const detector = new CfnDetector(audit, 'Detector', {
      enable: true,
      findingPublishingFrequency: 'FIFTEEN_MINUTES',
    });
    detector.addPropertyOverride('Features', features(partitionOf(settings.region).partition));
  }
  makeAlerts(foundation, alerts);
}
