import { Fn } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Foundation } from '../../foundation.ts';
import {
  askedFor,
  beatMessage,
  beatNames,
  daily,
  delivered,
  deliveries,
  evaluation,
  heartbeatAlarmDescription,
  published,
  receivers,
} from './beat.ts';

export function apply({ audit, settings, topic, undelivered }: Foundation): void {
  const names = beatNames(settings);
  new CfnRule(audit, 'HeartbeatRule', {
    name: names.rule,
    description: 'Says each day that alerts arrive (docs/runbooks/alerts-not-delivered.md)',
    scheduleExpression: daily,
    eventPattern: askedFor(settings),
    targets: [
      {
        id: 'alerts',
        arn: topic.arn,
        input: beatMessage(settings, 'day'),
        ...(undelivered && { deadLetterConfig: { arn: undelivered } }),
      },
    ],
  });
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
