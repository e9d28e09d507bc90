import { makeAlerts } from '../../alerts/rule.ts';
import type { Foundation } from '../../foundation.ts';
import { alerts } from './alerts.ts';

export function apply(foundation: Foundation): void {
  makeAlerts(foundation, alerts);
}
