import type { Alarm } from '../../alerts/alarm.ts';

interface Watched {
  project: string;
  topicName: string;
  /** Names of the rules that send to the topic. */
  rules: string[];
  rotates: boolean;
}

/** How many metrics one alarm can add up (Amazon CloudWatch User Guide, "Create a CloudWatch alarm based on a metric math expression"). */
const most = 10;

/** Alarms on what would otherwise fail without a sound: the alerts themselves, and the rotation of the secret. */
export function workloadAlarms({ project, topicName, rules, rotates }: Watched): Alarm[] {
  const sorted = [...rules].sort();
  const groups = Array.from({ length: Math.ceil(sorted.length / most) }, (_, index) =>
    sorted.slice(index * most, (index + 1) * most),
  );
  return [
    {
      id: 'alerts-not-delivered',
      severity: 'high',
      description: 'The topic could not deliver an alert to somebody',
      who: 'Amazon SNS; the page says how to find the address',
      runbook: 'alerts-not-delivered',
      threshold: 1,
      // Amazon SNS Developer Guide, "Monitoring Amazon SNS topics using CloudWatch".
      metrics: [
        { namespace: 'AWS/SNS', metricName: 'NumberOfNotificationsFailed', dimensions: { TopicName: topicName } },
      ],
    },
    {
      id: 'alerts-undelivered',
      severity: 'high',
      description: 'The queue holds alerts that could not be sent for a day',
      who: 'Amazon EventBridge; the messages in the queue name the rule',
      runbook: 'alerts-not-delivered',
      threshold: 1,
      // Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
      metrics: [
        {
          namespace: 'AWS/SQS',
          metricName: 'ApproximateNumberOfMessagesVisible',
          dimensions: { QueueName: `${project}-undelivered` },
        },
      ],
    },
    ...groups.map(
      (group, index): Alarm => ({
        id: `alerts-not-sent-${index + 1}`,
        severity: 'high',
        description: 'A rule caught an event and could not send its alert',
        who: 'Amazon EventBridge; the metrics of the alarm name the rules',
        runbook: 'alerts-not-delivered',
        threshold: 1,
        // Amazon EventBridge User Guide, "Monitoring Amazon EventBridge".
        metrics: group.map((rule) => ({
          namespace: 'AWS/Events',
          metricName: 'FailedInvocations',
          dimensions: { RuleName: rule },
        })),
      }),
    ),
    ...(rotates
      ? [
          {
            id: 'rotation-failed',
            severity: 'medium' as const,
            description: 'The rotation of the secret failed',
            who: `the function ${project}-rotation`,
            runbook: 'rotation-failed',
            threshold: 1,
            // AWS Lambda Developer Guide, "Types of metrics for Lambda functions".
            metrics: [
              { namespace: 'AWS/Lambda', metricName: 'Errors', dimensions: { FunctionName: `${project}-rotation` } },
            ],
          },
        ]
      : []),
  ];
}
