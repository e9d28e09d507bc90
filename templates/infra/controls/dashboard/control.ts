import { Fn } from 'aws-cdk-lib';
import { CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Foundation } from '../../foundation.ts';
import { enabled } from '../enabled.ts';
import { dashboardBody } from './body.ts';

/** Shows every alarm and every rule, whichever control made it. */
export function close({ audit, settings, topic, buckets }: Foundation): void {
  const nodes = audit.node.findAll();
  const alarms = nodes.flatMap((node) => (node instanceof CfnAlarm && node.alarmName ? [node.alarmName] : []));
  const rules = nodes.flatMap((node) => (node instanceof CfnRule && node.name ? [node.name] : []));
  const body = dashboardBody({
    project: settings.name,
    region: settings.region,
    alarmArns: alarms
      .sort()
      .map((alarm) => `arn:${audit.partition}:cloudwatch:${settings.region}:${audit.account}:alarm:${alarm}`),
    rules: rules.sort(),
    topicName: Fn.select(5, Fn.split(':', topic.arn)),
    buckets: Object.values(buckets).map(({ bucketName }) => bucketName),
    rotates: enabled.includes('secret-rotation'),
    trail: settings.trail === 'create',
  });
  new CfnDashboard(audit, 'Dashboard', { dashboardName: settings.name, dashboardBody: audit.toJsonString(body) });
}
