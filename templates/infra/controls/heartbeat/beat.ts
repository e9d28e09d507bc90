import { alarmDescription } from '../../alerts/alarm.ts';
import type { Settings } from '../../config.ts';

/** Amazon EventBridge User Guide, "Cron expressions": in UTC. */
const daily = 'cron(0 6 * * ? *)';
const weekly = 'cron(0 6 ? * MON *)';

export const beatNames = ({ name }: Pick<Settings, 'name'>) => ({
  rule: `${name}-heartbeat`,
  // Alarms that begin like this are told by the second topic as well.
  alarm: `${name}-alerts-heartbeat`,
});

/**
 * An administrator asks for one message at once, by the way that alerts go (docs/runbooks/alerts-not-delivered.md). A rule takes
 * a schedule and a pattern together (Amazon EventBridge API Reference, "PutRule").
 */
export const askedFor = ({ name }: Pick<Settings, 'name'>) => ({ source: [`${name}.heartbeat`] });

/** How many get each message. Nobody is too few: the alarm says so as well. */
export function receivers({ alerting: { emails, https, slack, topicArn } }: Settings): number {
  return topicArn ? 1 : Math.max(1, emails.length + https.length + (slack ? 1 : 0));
}

/** A message that says that alerts arrive, by one of the two topics. */
export interface Beat {
  period: 'day' | 'week';
  /** The id of its target. */
  target: 'alerts' | 'watch';
  /** The rule's name. */
  name: string;
}

export const schedule = ({ period }: Beat) => (period === 'day' ? daily : weekly);

/** What people read each day, in the form that their channel shows (infra/alerts/message.ts). */
export function beatMessage({ name, alerting }: Settings, period: 'day' | 'week'): string {
  const title = `${name}: alerts arrive`;
  const description = `Nothing is wrong: this message comes each ${period}. Where it does not come, alerts do not come either.`;
  const next = 'If it does not come: docs/runbooks/alerts-not-delivered.md';
  if (period === 'day' && alerting.slack && !alerting.topicArn) {
    const content = { textType: 'client-markdown', title, description, nextSteps: [next] };
    return JSON.stringify({ version: '1.0', source: 'custom', content });
  }
  return JSON.stringify([title, description, next].join(' | '));
}

/**
 * Deliveries for each message of a day. SNS counts what a subscription accepted: one that waits for its confirmation,
 * has ended or has a filter policy that lets nothing through is not among them. Amazon SNS Developer Guide, "Amazon SNS
 * metrics". The metrics have no other dimension that tells subscriptions apart.
 */
export const deliveries = 'FILL(delivered, 0) / published';
export const delivered = 'NumberOfNotificationsDelivered';
export const published = 'NumberOfMessagesPublished';

/** Messages of two days: a schedule is kept to the minute, and a window of a day may miss its one message. */
export const evaluation = { period: 86_400, evaluationPeriods: 2, datapointsToAlarm: 2 };

export const heartbeatAlarmDescription = alarmDescription({
  description: 'Alerts do not reach each address, or no message of the day was sent',
  severity: 'high',
  who: 'an address that is not confirmed or has unsubscribed, or the rule that sends; the page says how to tell',
  runbook: 'alerts-not-delivered',
});
