import type { Settings } from '../config.ts';
import { type Check, everyHas } from '../controls/check.ts';
import { queueAlarmDescription, queueAlarmName, queueMetric } from './queue-alarm.ts';

/** What could not be sent in another region raises an alarm there. */
export function queueAlarmCheck(settings: Settings, queue: string): Check {
  return everyHas(
    `${queue}: an alarm goes off if it is not empty`,
    {
      type: 'AWS::CloudWatch::Alarm',
      where: ({ properties }) => properties.AlarmName === queueAlarmName(settings, queue),
    },
    {
      AlarmDescription: queueAlarmDescription,
      Namespace: queueMetric.namespace,
      MetricName: queueMetric.metricName,
      Dimensions: [{ Name: 'QueueName', Value: queue }],
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      ActionsEnabled: undefined,
      AlarmActions: undefined,
    },
  );
}
