import { alertChecks } from '../../alerts/check.ts';
import { type Check, everyHas, type Judged } from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };

export function checks({ settings }: Judged): Check[] {
  return [
    everyHas(
      'every bucket of this repository tells EventBridge of its objects',
      { type: 'AWS::S3::Bucket' },
      { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
    ),
    ...alertChecks(alerts, samples, settings),
  ];
}
