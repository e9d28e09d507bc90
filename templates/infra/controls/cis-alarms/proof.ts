import { alarmCheck } from '../../alerts/alarm-check.ts';
import { readSettings } from '../../config.ts';
import { everyHas } from '../check.ts';
import { cisAlarm, filters, namespaceOf } from './filters.ts';

const { name } = readSettings();

export const checks = filters.flatMap((filter) => [
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
  alarmCheck(`cis-${filter.id}`, () => cisAlarm(name, filter)),
]);
