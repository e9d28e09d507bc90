import { alertChecks } from '../../alerts/check.ts';
import type { Check, Judged } from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };

export function checks({ settings }: Judged): Check[] {
  return alertChecks(alerts, samples, settings);
}
