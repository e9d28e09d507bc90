import type { Settings } from '../config.ts';
import { alarmDescription } from './alarm.ts';
import { deliveryAlarms } from './watch.ts';

/** The name that its events have: those of alarms about alerts. */
export const queueAlarmName = (settings: Settings, queue: string): string =>
  `${deliveryAlarms(settings)}${queue.slice(settings.name.length + 1)}`;

export const queueAlarmDescription = alarmDescription({
  description: 'A queue holds events that could not be sent for a day',
  severity: 'high',
  who: 'Amazon EventBridge; the messages in the queue name the rule',
  runbook: 'alerts-not-delivered',
});

/** Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS". */
export const queueMetric = { namespace: 'AWS/SQS', metricName: 'ApproximateNumberOfMessagesVisible' };
