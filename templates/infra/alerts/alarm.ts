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
  /** Who did it, or how that is found: an alarm counts and names nobody. Absent in alarms of owners that say nothing of it. */
  who?: string;
  /** The page in docs/runbooks that says what to do. */
  runbook: string;
  threshold: number;
  /** Whom it is for, beside security: the people who run the workload. */
  concerns?: 'workload';
  metrics: Metric[];
}

type Described = Pick<Alarm, 'description' | 'severity' | 'runbook' | 'who'>;

/** What people read; Amazon CloudWatch adds account, region and time (Amazon CloudWatch User Guide, "Using Amazon CloudWatch alarms"). */
export function alarmDescription({ description, severity, runbook, who }: Described): string {
  return `${description} (${severity}). ${who ? `Who: ${who}. ` : ''}What to do: docs/runbooks/${runbook}.md`;
}

/** Of an alarm on calls that the trail's log group counts. */
export const whoCalled = 'the page says how to find the call in the trail';

/** Does the alarm tell people? */
export function alarmTells({ severity }: Alarm, { alerting }: Settings): boolean {
  return severities.indexOf(severity) >= severities.indexOf(alerting.minimumSeverity);
}
