import { alertChecks } from '../../alerts/check.ts';
import { type Check, everyHas, type Judged } from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };

export function checks({ settings }: Judged): Check[] {
  return [
    everyHas(
      'Macie is on',
      { type: 'AWS::Macie::Session', atLeast: settings.macie === 'create' ? 1 : 0 },
      { Status: 'ENABLED', FindingPublishingFrequency: 'FIFTEEN_MINUTES' },
    ),
    ...alertChecks(alerts, samples, settings),
  ];
}
