import { Fn } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Foundation } from '../../foundation.ts';
import {
  beatNames,
  delivered,
  deliveries,
  evaluation,
  heartbeatAlarmDescription,
  published,
  receivers,
} from './beat.ts';
import { makeBeat } from './rule.ts';

export function apply({ audit, settings, topic, undelivered }: Foundation): void {
  const names = beatNames(settings);
  // The queue is of the control alerts; without that one there is nobody to send to.
  if (!undelivered) return;
  makeBeat(
    audit,
    settings,
    { period: 'day', target: 'alerts', name: names.rule },
    { topic: topic.arn, queue: undelivered },
  );
  const { period, ...evaluated } = evaluation;
  const sum = (id: string, metricName: string) => ({
    id,
    metricStat: {
      metric: {
        namespace: 'AWS/SNS',
        metricName,
        dimensions: [{ name: 'TopicName', value: Fn.select(5, Fn.split(':', topic.arn)) }],
      },
      period,
      stat: 'Sum',
    },
    returnData: false,
  });
  new CfnAlarm(audit, 'HeartbeatAlarm', {
    alarmName: names.alarm,
    alarmDescription: heartbeatAlarmDescription,
    comparisonOperator: 'LessThanThreshold',
    threshold: receivers(settings),
    ...evaluated,
    treatMissingData: 'breaching',
    alarmActions: [topic.arn],
    metrics: [
      { id: 'deliveries', expression: deliveries, label: 'Deliveries of each message', returnData: true },
      sum('delivered', delivered),
      sum('published', published),
    ],
  });
}
