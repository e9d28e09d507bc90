import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Settings } from '../config.ts';
import type { Foundation } from '../foundation.ts';

/** Only what AWS writes or what has a narrow alphabet, as in the messages of alerts. */
export const watchPaths = {
  account: '$.account',
  region: '$.region',
  time: '$.time',
  alarm: '$.detail.alarmName',
  call: '$.detail.eventName',
  who: '$.detail.userIdentity.arn',
  from: '$.detail.sourceIPAddress',
};

/** What people read at the second topic: either an alarm or a call. */
export function watchMessage({ name }: Pick<Settings, 'name'>): string {
  return [
    `${name}, high: alerts do not arrive, or somebody changes what sends them`,
    'What: <alarm> <call>',
    'Who: <who>, from <from>',
    'Where: account <account>, region <region>, at <time>',
    'What to do: docs/runbooks/alerts-not-delivered.md for an alarm, docs/runbooks/alert-tampering.md for a call',
  ]
    .map((line) => JSON.stringify(line))
    .join('\n');
}

/** The target by which a rule of the home region reaches the second topic. */
export function watchTarget({ settings, watch, undelivered }: Foundation): CfnRule.TargetProperty {
  if (!watch) throw new Error('no second topic: the control alerts-about-alerts comes before what it watches');
  return {
    id: 'watch',
    arn: watch.arn,
    ...(watch.roleArn && { roleArn: watch.roleArn }),
    ...(undelivered && { deadLetterConfig: { arn: undelivered } }),
    // A bus takes the event as it is; the rule there writes the message.
    ...(!watch.roleArn && {
      inputTransformer: { inputPathsMap: watchPaths, inputTemplate: watchMessage(settings) },
    }),
  };
}
