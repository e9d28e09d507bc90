import { type Alarm, whoCalled } from '../../alerts/alarm.ts';
import { accountFilters } from './account.ts';
import type { CisFilter } from './filter.ts';
import { networkFilters } from './network.ts';

export const cisFilters: CisFilter[] = [...accountFilters, ...networkFilters];

export function namespaceOf(project: string): string {
  return `${project}/cis`;
}

/** The metric has the alarm's name, so that one leads to the other. */
export function cisAlarm(project: string, { cis, id, severity, description, threshold = 1 }: CisFilter): Alarm {
  return {
    id: `cis-${id}`,
    severity,
    description: `CIS ${cis}: ${description}`,
    who: whoCalled,
    runbook: 'cis-alarm',
    threshold,
    metrics: [{ namespace: namespaceOf(project), metricName: id, dimensions: {} }],
  };
}
