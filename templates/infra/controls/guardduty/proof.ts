import { partitionOf } from '../../../judge/place.ts';
import { alertChecks } from '../../alerts/check.ts';

import { type Check, everyHas, type Judged } from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };
import { features } from './features.ts';

export function checks({ settings }: Judged): Check[] {
  const { guardduty, region } = settings;
  return [
    everyHas(
      'GuardDuty is on, with each feature named',
      { type: 'AWS::GuardDuty::Detector', atLeast: guardduty === 'create' ? 1 : 0 },
      {
        Enable: true,
        FindingPublishingFrequency: 'FIFTEEN_MINUTES',
        Features: features(partitionOf(region).partition),
      },
    ),
    ...alertChecks(alerts, samples, settings),
  ];
}
