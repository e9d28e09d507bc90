import type { Alarm } from '../../alerts/alarm.ts';
import { type Alert, type AlertScope, callsTo } from '../../alerts/alert.ts';
import { byHand } from '../../alerts/others.ts';
import { call } from '../../alerts/tellings.ts';

const arnOf = ({ partition, account, settings }: AlertScope, name: string) =>
  `arn:${partition}:sns:${settings.region}:${account}:${settings.name}-${name}`;

export function alerts(name: string): Alert[] {
  return [
    {
      id: `${name}-changed`,
      severity: 'high',
      description: `Somebody changes by hand the topic ${name}, or whom it tells`,
      runbook: 'alert-tampering',
      tells: call(['topic', 'subscription']),
      pattern: (scope) =>
        callsTo('sns', {
          userIdentity: byHand(scope),
          requestParameters: {
            $or: [
              { topicArn: [arnOf(scope, name)] },
              { resourceArn: [arnOf(scope, name)] },
              { subscriptionArn: [{ prefix: `${arnOf(scope, name)}:` }] },
            ],
          },
        }),
    },
  ];
}

/** Its people do not hear of it themselves: the alarm goes to the alerts topic. */
export function alarm(project: string, name: string): Alarm {
  return {
    id: `${name}-not-delivered`,
    severity: 'medium',
    description: `The topic ${name} could not deliver an alert to somebody`,
    who: 'Amazon SNS; the page says how to find the address',
    runbook: 'alerts-not-delivered',
    threshold: 1,
    // Amazon SNS Developer Guide, "Monitoring Amazon SNS topics using CloudWatch".
    metrics: [
      {
        namespace: 'AWS/SNS',
        metricName: 'NumberOfNotificationsFailed',
        dimensions: { TopicName: `${project}-${name}` },
      },
    ],
  };
}
