import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { acknowledge } from '../acknowledge.ts';
import type { Foundation } from '../foundation.ts';
import { type Alarm, alarmDescription, alarmTells, type Metric } from './alarm.ts';
import { constructId } from './scope.ts';
import { topicsFor } from './topics.ts';

const period = 300;

const dimensionsOf = ({ dimensions }: Metric) => Object.entries(dimensions).map(([name, value]) => ({ name, value }));

/** Makes the alarm in the Audit stack. Silence is good news: none of these metrics has a value while all is well. */
export function makeAlarm(foundation: Foundation, alarm: Alarm): void {
  const { audit, settings } = foundation;
  const [metric, ...more] = alarm.metrics;
  const tells = alarmTells(alarm, settings);
  const made = new CfnAlarm(audit, `${constructId(alarm.id)}Alarm`, {
    alarmName: `${settings.name}-${alarm.id}`,
    alarmDescription: alarmDescription(alarm),
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    threshold: alarm.threshold,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
    ...(tells && { alarmActions: topicsFor(foundation, alarm).map(({ arn }) => arn) }),
    ...(metric && more.length === 0
      ? { namespace: metric.namespace, metricName: metric.metricName, dimensions: dimensionsOf(metric), period }
      : { metrics: sumOf(alarm.metrics) }),
    ...(more.length === 0 && { statistic: 'Sum' }),
  });
  if (!tells) {
    acknowledge(
      made,
      'NIST.800.53.R5-CloudWatchAlarmAction',
      'Below the severity that the answers chose: the dashboard shows it, nobody is woken up',
    );
  }
}

/** Amazon CloudWatch User Guide, "Using math expressions with CloudWatch metrics": ten metrics an alarm at the most. */
function sumOf(metrics: Metric[]): CfnAlarm.MetricDataQueryProperty[] {
  return [
    { id: 'sum', expression: 'SUM(FILL(METRICS(), 0))', label: 'Sum', returnData: true },
    ...metrics.map((metric, index) => ({
      id: `m${index}`,
      metricStat: {
        metric: { namespace: metric.namespace, metricName: metric.metricName, dimensions: dimensionsOf(metric) },
        period,
        stat: 'Sum',
      },
      returnData: false,
    })),
  ];
}
