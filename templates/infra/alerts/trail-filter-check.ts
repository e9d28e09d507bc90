import type { Assembly } from '../../judge/read/assembly.ts';
import type { Settings } from '../config.ts';
import { type Check, everyHas } from '../controls/check.ts';
import type { Alarm } from './alarm.ts';
import { alarmCheck } from './alarm-check.ts';

/** The trail's log group counts exactly these calls, and the alarm watches what is counted. */
export function trailFilterChecks(
  settings: Settings,
  sentence: string,
  filterName: string,
  alarm: Alarm,
  patternIn: (assembly: Assembly) => string,
): Check[] {
  return [
    everyHas(
      sentence,
      { type: 'AWS::Logs::MetricFilter', where: ({ properties }) => properties.FilterName === filterName },
      (_, assembly) => ({
        LogGroupName: `/${settings.name}/trail`,
        FilterPattern: patternIn(assembly),
        MetricTransformations: alarm.metrics.map(({ namespace, metricName }) => ({
          MetricNamespace: namespace,
          MetricName: metricName,
          MetricValue: '1',
          Unit: 'Count',
        })),
      }),
    ),
    alarmCheck(settings, alarm.id, () => alarm),
  ];
}
