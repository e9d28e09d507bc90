import type { Assembly, Resource } from '../../judge/read/assembly.ts';
import type { Settings } from '../config.ts';
import { type Check, everyHas } from '../controls/check.ts';
import { type Alarm, alarmDescription, alarmTells, type Metric } from './alarm.ts';
import { routed } from './route.ts';

/** The alarm is there, watches exactly its metrics, and tells the topic from the chosen severity up. */
export function alarmCheck(settings: Settings, id: string, alarmIn: (assembly: Assembly) => Alarm | undefined): Check {
  return everyHas(
    `${id}: the alarm is on, and silence is not an alarm`,
    {
      type: 'AWS::CloudWatch::Alarm',
      where: ({ properties }: Resource) => properties.AlarmName === `${settings.name}-${id}`,
    },
    (_, assembly) => {
      const alarm = alarmIn(assembly);
      if (!alarm) return { AlarmName: 'of something that is there' };
      return {
        AlarmDescription: alarmDescription(alarm),
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: alarm.threshold,
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
        ActionsEnabled: undefined,
        AlarmActions: alarmTells(alarm, settings) ? toldBy(alarm, settings, assembly) : undefined,
        ...watched(alarm.metrics),
      };
    },
  );
}

/** The alerts topic, and those that routes of units name. */
function toldBy(alarm: Alarm, settings: Settings, { names }: Assembly): string[] {
  const { home, topics } = routed(alarm, settings);
  return [...(home ? ['alerts'] : []), ...topics].map((topic) => names[topic] ?? '');
}

const written = ({ namespace, metricName, dimensions }: Metric) => ({
  Namespace: namespace,
  MetricName: metricName,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

function watched(metrics: Metric[]): Record<string, unknown> {
  const [only, ...more] = metrics;
  if (only && more.length === 0) return { ...written(only), Period: 300, Statistic: 'Sum', Metrics: undefined };
  return {
    Metrics: [
      { Id: 'sum', Expression: 'SUM(FILL(METRICS(), 0))', Label: 'Sum', ReturnData: true },
      ...metrics.map((metric, index) => ({
        Id: `m${index}`,
        MetricStat: { Metric: written(metric), Period: 300, Stat: 'Sum' },
        ReturnData: false,
      })),
    ],
  };
}
