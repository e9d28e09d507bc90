import { alarmCheck } from '../../alerts/alarm-check.ts';

import { type Check, everyHas, type Judged } from '../check.ts';
import { cisAlarm, filters, namespaceOf } from './filters.ts';

export function checks({ settings }: Judged): Check[] {
  const { name } = settings;
  return filters.flatMap((filter) => [
    everyHas(
      `${filter.cis}: the trail's log group counts when ${filter.description}`,
      { type: 'AWS::Logs::MetricFilter', where: ({ properties }) => properties.FilterName === filter.id },
      {
        LogGroupName: `/${name}/trail`,
        FilterPattern: filter.pattern,
        MetricTransformations: [
          { MetricNamespace: namespaceOf(name), MetricName: filter.id, MetricValue: '1', Unit: 'Count' },
        ],
      },
    ),
    alarmCheck(settings, `cis-${filter.id}`, () => cisAlarm(name, filter)),
  ]);
}
