import { alertChecks } from '../../alerts/check.ts';
import { readSettings } from '../../config.ts';
import { everyHas } from '../check.ts';
import { features } from './features.ts';
import { findingPattern } from './pattern.ts';

const { guardduty, alerting } = readSettings();

export const checks = [
  everyHas(
    'GuardDuty is on, with each feature named',
    { type: 'AWS::GuardDuty::Detector', atLeast: guardduty === 'create' ? 1 : 0 },
    {
      Enable: true,
      FindingPublishingFrequency: 'FIFTEEN_MINUTES',
      Features: features,
    },
  ),
  ...alertChecks('guardduty-finding', findingPattern(alerting.minimumSeverity)),
];
