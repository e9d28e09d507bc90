import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Foundation } from '../foundation.ts';
import type { Alarm } from './alarm.ts';
import { makeAlarm } from './metric-alarm.ts';
import { constructId } from './scope.ts';
import type { TrailFilter } from './trail-count.ts';

/** Filters on the trail's log group, which has the events of every region, and the alarm on what they count. */
export function makeTrailFilters(foundation: Foundation, filters: TrailFilter[], alarm: Alarm): void {
  const { audit, trail } = foundation;
  const [metric] = alarm.metrics;
  if (!trail || !metric) return;
  filters.forEach(({ filterName, pattern, value = '1', dimensions }, index) => {
    new CfnMetricFilter(audit, `${constructId(alarm.id)}Filter${index || ''}`, {
      filterName,
      logGroupName: trail.logGroup.ref,
      filterPattern: pattern,
      metricTransformations: [
        {
          metricNamespace: metric.namespace,
          metricName: metric.metricName,
          metricValue: value,
          unit: 'Count',
          ...(dimensions && { dimensions: Object.entries(dimensions).map(([key, from]) => ({ key, value: from })) }),
        },
      ],
    });
  });
  makeAlarm(foundation, alarm);
}
