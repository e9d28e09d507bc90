import type { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Settings } from '../../config.ts';
import { askedFor, type Beat, beatMessage, schedule } from './beat.ts';

export function makeBeat(stack: Stack, settings: Settings, beat: Beat, arns: { topic: string; queue: string }): void {
  new CfnRule(stack, beat.period === 'day' ? 'HeartbeatRule' : 'WatchHeartbeat', {
    name: beat.name,
    description: `Says each ${beat.period} that alerts arrive (docs/runbooks/alerts-not-delivered.md)`,
    scheduleExpression: schedule(beat),
    eventPattern: askedFor(settings),
    targets: [
      {
        id: beat.target,
        arn: arns.topic,
        input: beatMessage(settings, beat.period),
        deadLetterConfig: { arn: arns.queue },
      },
    ],
  });
}
