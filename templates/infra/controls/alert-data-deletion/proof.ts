import { alertChecks } from '../../alerts/check.ts';
import { everyHas } from '../check.ts';
import { alerts } from './alerts.ts';

export const checks = [
  everyHas(
    'every bucket of this repository tells EventBridge of its objects',
    { type: 'AWS::S3::Bucket' },
    { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
  ),
  ...alertChecks(alerts, import.meta.url),
];
