import type { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { acknowledge } from '../acknowledge.ts';

/**
 * Keeps what a rule could not send after 24 hours of tries, for fourteen days: Amazon EventBridge User Guide, "Using
 * dead-letter queues to process undelivered events". It has to be in the region of its rules.
 */
export function makeQueue(stack: Stack, project: string, queueName = `${project}-undelivered`): string {
  const queue = new CfnQueue(stack, 'Undelivered', {
    queueName,
    messageRetentionPeriod: 14 * 24 * 60 * 60,
    sqsManagedSseEnabled: true,
  });
  acknowledge(queue, 'AwsSolutions-SQS3', 'It is a dead-letter queue itself');
  new CfnQueuePolicy(stack, 'UndeliveredPolicy', {
    queues: [queue.ref],
    policyDocument: new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'RulesOfThisProject',
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.attrArn],
          conditions: {
            ArnLike: {
              // A rule reaches a queue of its own region alone.
              'aws:SourceArn': `arn:${stack.partition}:events:*:${stack.account}:rule/${project}-*`,
            },
          },
        }),
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
  return queue.attrArn;
}
