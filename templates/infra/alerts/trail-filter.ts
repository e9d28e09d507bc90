import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Foundation } from '../foundation.ts';
import type { Alarm } from './alarm.ts';
import { makeAlarm } from './metric-alarm.ts';
import { constructId } from './scope.ts';

/** A filter on the trail's log group, which has the events of every region, and the alarm on what it counts. */
export function makeTrailFilter(
  foundation: Foundation,
  { filterName, pattern, alarm }: { filterName: string; pattern: string; alarm: Alarm },
): void {
  const { audit, trail } = foundation;
  const [metric] = alarm.metrics;
  if (!trail || !metric) return;
  new CfnMetricFilter(audit, `${constructId(alarm.id)}Filter`, {
    filterName,
    logGroupName: trail.logGroup.ref,
    filterPattern: pattern,
    metricTransformations: [
      { metricNamespace: metric.namespace, metricName: metric.metricName, metricValue: '1', unit: 'Count' },
    ],
  });
  makeAlarm(foundation, alarm);
}
