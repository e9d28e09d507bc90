import { Fn } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { makeAlarm } from '../../alerts/metric-alarm.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import type { Foundation } from '../../foundation.ts';
import { enabled } from '../enabled.ts';
import { workloadAlarms } from './alarms.ts';
import { alerts } from './alerts.ts';

export function apply(foundation: Foundation): void {
  makeAlerts(foundation, alerts);
}

/** Every rule has an alarm, whichever control made it. */
export function close(foundation: Foundation): void {
  const { audit, settings, topic } = foundation;
  const rules = audit.node.findAll().flatMap((node) => (node instanceof CfnRule && node.name ? [node.name] : []));
  const alarms = workloadAlarms({
    project: settings.name,
    topicName: Fn.select(5, Fn.split(':', topic.arn)),
    rules,
    rotates: enabled.includes('secret-rotation'),
  });
  for (const alarm of alarms) makeAlarm(foundation, alarm);
}
