import type { Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { acknowledge } from '../acknowledge.ts';
import type { Settings } from '../config.ts';
import { queueAlarmDescription, queueAlarmName, queueMetric } from './queue-alarm.ts';

/** Keeps for fourteen days, the longest that Amazon SQS keeps a message. `senders`: whom its policy lets send. */
export function makeDeadLetterQueue(
  stack: Stack,
  id: string,
  queueName: string,
  senders: (queueArn: string) => PolicyStatement[] = () => [],
): CfnQueue {
  const queue = new CfnQueue(stack, id, {
    queueName,
    messageRetentionPeriod: 14 * 24 * 60 * 60,
    sqsManagedSseEnabled: true,
  });
  acknowledge(queue, 'AwsSolutions-SQS3', 'It is a dead-letter queue itself');
  new CfnQueuePolicy(stack, `${id}Policy`, {
    queues: [queue.ref],
    policyDocument: new PolicyDocument({
      statements: [
        ...senders(queue.attrArn),
        new PolicyStatement({
          sid: 'OnlyOverTls',
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['sqs:*'],
          resources: [queue.attrArn],
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ],
    }),
  });
  return queue;
}

/**
 * Keeps what a rule could not send after 24 hours of tries: Amazon EventBridge User Guide, "Using dead-letter queues to process
 * undelivered events". It has to be in the region of its rules.
 */
export function makeQueue(stack: Stack, project: string, queueName = `${project}-undelivered`): string {
  const rules = (queueArn: string) => [
    new PolicyStatement({
      sid: 'RulesOfThisProject',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queueArn],
      conditions: {
        ArnLike: {
          // A rule reaches a queue of its own region alone.
          'aws:SourceArn': `arn:${stack.partition}:events:*:${stack.account}:rule/${project}-*`,
        },
      },
    }),
  ];
  return makeDeadLetterQueue(stack, 'Undelivered', queueName, rules).attrArn;
}

/** The alarm on a queue in another region than home: rules there take the event of its state. */
export function makeQueueAlarm(stack: Stack, settings: Settings, queue: string): void {
  const alarm = new CfnAlarm(stack, 'UndeliveredAlarm', {
    alarmName: queueAlarmName(settings, queue),
    alarmDescription: queueAlarmDescription,
    ...queueMetric,
    dimensions: [{ name: 'QueueName', value: queue }],
    statistic: 'Sum',
    period: 300,
    evaluationPeriods: 1,
    threshold: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    treatMissingData: 'notBreaching',
  });
  acknowledge(
    alarm,
    'NIST.800.53.R5-CloudWatchAlarmAction',
    'An alarm acts on a topic of its own region alone; the event of its state goes to both topics by rules',
  );
}
