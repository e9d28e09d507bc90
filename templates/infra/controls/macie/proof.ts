import { alertChecks } from '../../alerts/check.ts';
import { everyHas } from '../check.ts';
import { alerts } from './alerts.ts';

export const checks = [
  everyHas(
    'Macie is on',
    { type: 'AWS::Macie::Session' },
    { Status: 'ENABLED', FindingPublishingFrequency: 'FIFTEEN_MINUTES' },
  ),
  ...alertChecks(alerts, import.meta.url),
];
