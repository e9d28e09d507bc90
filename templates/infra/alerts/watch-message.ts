import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Settings } from '../config.ts';
import type { Foundation } from '../foundation.ts';
import { type Message, messageOf } from './message.ts';
import { alarmState, call } from './tellings.ts';

/** What the second topic hears of: alarms about alerts, and calls that change what sends them. */
export type Watched = 'alarms' | 'calls';

const told = {
  alarms: {
    description: 'Alerts do not arrive',
    severity: 'high',
    runbook: 'alerts-not-delivered',
    tells: alarmState,
  },
  calls: {
    description: 'Somebody changes by hand what records attacks or tells of them',
    severity: 'high',
    runbook: 'alert-tampering',
    tells: call(['name', 'rule', 'topic', 'subscription', 'trail', 'group', 'stack', 'detector']),
  },
} as const;

/** What people read at the second topic, which has no Slack. */
export function watchMessage({ name, alerting }: Pick<Settings, 'name' | 'alerting'>, watched: Watched): Message {
  return messageOf({ name, alerting: { ...alerting, slack: null } }, told[watched]);
}

/** The target by which a rule of the home region reaches the second topic. */
export function watchTarget(foundation: Foundation, watched: Watched): CfnRule.TargetProperty {
  const { settings, watch, undelivered } = foundation;
  if (!watch) throw new Error('no second topic: the control alerts-about-alerts comes before what it watches');
  const { paths, template } = watchMessage(settings, watched);
  return {
    id: 'watch',
    arn: watch.arn,
    ...(watch.roleArn && { roleArn: watch.roleArn }),
    ...(undelivered && { deadLetterConfig: { arn: undelivered } }),
    // A bus takes the event as it is; the rule there writes the message.
    ...(!watch.roleArn && { inputTransformer: { inputPathsMap: paths, inputTemplate: template } }),
  };
}
