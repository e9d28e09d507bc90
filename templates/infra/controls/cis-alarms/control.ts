import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { makeAlarm } from '../../alerts/metric-alarm.ts';
import { constructId } from '../../alerts/scope.ts';
import type { Foundation } from '../../foundation.ts';
import { cisAlarm, filters, namespaceOf } from './filters.ts';

export function apply(foundation: Foundation): void {
  const { audit, settings, trail } = foundation;
  if (!trail) return;
  for (const filter of filters) {
    new CfnMetricFilter(audit, `${constructId(`cis-${filter.id}`)}Filter`, {
      filterName: filter.id,
      logGroupName: trail.logGroup.ref,
      filterPattern: filter.pattern,
      metricTransformations: [
        { metricNamespace: namespaceOf(settings.name), metricName: filter.id, metricValue: '1', unit: 'Count' },
      ],
    });
    makeAlarm(foundation, cisAlarm(settings.name, filter));
  }
}
