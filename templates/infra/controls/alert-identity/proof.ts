import { alertChecks } from '../../alerts/check.ts';
import { forwardChecks } from '../../alerts/forward-check.ts';
import { alerts } from './alerts.ts';

export const checks = [...alertChecks(alerts, import.meta.url), ...forwardChecks(alerts)];
