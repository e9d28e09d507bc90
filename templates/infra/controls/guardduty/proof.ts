import { partitionOf } from '../../../judge/place.ts';
import { alertChecks } from '../../alerts/check.ts';
import { readSettings } from '../../config.ts';
import { everyHas } from '../check.ts';
import { alerts } from './alerts.ts';
import { features } from './features.ts';

const { guardduty, region } = readSettings();

export const checks = [
  everyHas(
    'GuardDuty is on, with each feature named',
    { type: 'AWS::GuardDuty::Detector', atLeast: guardduty === 'create' ? 1 : 0 },
    {
      Enable: true,
      FindingPublishingFrequency: 'FIFTEEN_MINUTES',
      Features: features(partitionOf(region).partition),
    },
  ),
  ...alertChecks(alerts, import.meta.url),
];
