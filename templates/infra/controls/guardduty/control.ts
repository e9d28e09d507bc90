import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { alertRule } from '../../alerts/rule.ts';
import type { Foundation } from '../../foundation.ts';
import { findingPattern } from './pattern.ts';

// Features that are not named default to on, except runtime monitoring: naming each makes the choice visible.
// Amazon GuardDuty API Reference, "DetectorFeatureConfiguration".
const features: CfnDetector.CFNFeatureConfigurationProperty[] = [
  { name: 'S3_DATA_EVENTS', status: 'ENABLED' },
  { name: 'EKS_AUDIT_LOGS', status: 'ENABLED' },
  { name: 'EBS_MALWARE_PROTECTION', status: 'ENABLED' },
  { name: 'RDS_LOGIN_EVENTS', status: 'ENABLED' },
  { name: 'LAMBDA_NETWORK_LOGS', status: 'ENABLED' },
  {
    name: 'RUNTIME_MONITORING',
    status: 'ENABLED',
    additionalConfiguration: [
      { name: 'EKS_ADDON_MANAGEMENT', status: 'ENABLED' },
      { name: 'ECS_FARGATE_AGENT_MANAGEMENT', status: 'ENABLED' },
      { name: 'EC2_AGENT_MANAGEMENT', status: 'ENABLED' },
    ],
  },
];

export function apply(foundation: Foundation): void {
  const { audit, settings } = foundation;
  if (settings.guardduty === 'create') {
    new CfnDetector(audit, 'Detector', { enable: true, findingPublishingFrequency: 'FIFTEEN_MINUTES', features });
  }
  alertRule(foundation, {
    id: 'GuarddutyFindings',
    description: 'A GuardDuty finding of the chosen severity or above',
    runbook: 'guardduty-finding',
    pattern: findingPattern(settings.alerting.minimumSeverity),
  });
}
