import { alertChecks } from '../../alerts/check.ts';
import { alerts } from './alerts.ts';

export const checks = alertChecks(alerts, import.meta.url);
