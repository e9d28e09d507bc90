import type { Assembly } from '../../judge/read/assembly.ts';
import type { Settings } from '../config.ts';
import { type Check, everyHas } from '../controls/check.ts';
import type { Alarm } from './alarm.ts';
import { alarmCheck } from './alarm-check.ts';
import type { TrailFilter } from './trail-count.ts';

/** The trail's log group counts exactly these calls, and the alarm watches what is counted. */
export function trailFilterChecks(
  settings: Settings,
  sentence: string,
  id: string,
  filters: TrailFilter[],
  alarmIn: (assembly: Assembly) => Alarm,
): Check[] {
  return [
    ...filters.map((filter) =>
      everyHas(
        filter.value === undefined ? sentence : `${sentence}, and subtracts what the exempt roles did`,
        { type: 'AWS::Logs::MetricFilter', where: ({ properties }) => properties.FilterName === filter.filterName },
        (_, assembly) => {
          const [metric] = alarmIn(assembly).metrics;
          return {
            LogGroupName: `/${settings.name}/trail`,
            FilterPattern: filter.pattern,
            MetricTransformations: [
              {
                ...(filter.dimensions && {
                  Dimensions: Object.entries(filter.dimensions).map(([Key, Value]) => ({ Key, Value })),
                }),
                MetricNamespace: metric?.namespace,
                MetricName: metric?.metricName,
                MetricValue: filter.value ?? '1',
                Unit: 'Count',
              },
            ],
          };
        },
      ),
    ),
    alarmCheck(settings, id, alarmIn),
  ];
}
