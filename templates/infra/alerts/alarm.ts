import type { Settings } from '../config.ts';
import { type Severity, severities } from './alert.ts';

export interface Metric {
  namespace: string;
  metricName: string;
  dimensions: Record<string, string>;
}

/** Five minutes in which the sum of the metrics reaches the threshold. */
export interface Alarm {
  /** Its name is PROJECT-id. */
  id: string;
  /** Below the chosen minimum the alarm is on the dashboard and tells nobody. */
  severity: Severity;
  description: string;
  /** The page in docs/runbooks that says what to do. */
  runbook: string;
  threshold: number;
  /** Whom it is for, beside security: the people who run the workload. */
  concerns?: 'workload';
  metrics: Metric[];
}

export function alarmDescription({ description, severity, runbook }: Alarm): string {
  return `${description} (${severity}). What to do: docs/runbooks/${runbook}.md`;
}

/** Does the alarm tell people? */
export function alarmTells({ severity }: Alarm, { alerting }: Settings): boolean {
  return severities.indexOf(severity) >= severities.indexOf(alerting.minimumSeverity);
}
