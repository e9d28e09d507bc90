import { type Alert, callsTo, isForwarded } from '../../alerts/alert.ts';

const apiCall = { 'detail-type': ['AWS API Call via CloudTrail'] };
const ruleCalls = ['DeleteRule', 'DisableRule', 'PutRule', 'PutTargets', 'RemoveTargets'];

/** `PutRule` and its like name the rule `name`, calls on targets name it `rule`. */
const ruleNamed = (prefix: string) => ({ $or: [{ name: [{ prefix }] }, { rule: [{ prefix }] }] });

export const alerts: Alert[] = [
  {
    id: 'trail-tampering',
    severity: 'high',
    description: 'The trail is stopped, deleted or records something else',
    runbook: 'trail-tampering',
    pattern: () =>
      callsTo('cloudtrail', {
        eventName: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'PutInsightSelectors'],
      }),
  },
  {
    id: 'alert-tampering',
    severity: 'high',
    description: 'Somebody changes or deletes what tells you of attacks',
    runbook: 'alert-tampering',
    pattern: ({ settings: { name }, topicArn }) => ({
      ...apiCall,
      source: ['aws.events', 'aws.sns', 'aws.monitoring', 'aws.logs'],
      detail: {
        $or: [
          {
            eventSource: ['events.amazonaws.com'],
            eventName: ruleCalls,
            requestParameters: ruleNamed(`${name}-`),
          },
          {
            eventSource: ['sns.amazonaws.com'],
            eventName: ['DeleteTopic', 'SetTopicAttributes', 'AddPermission', 'RemovePermission'],
            requestParameters: { topicArn: [topicArn] },
          },
          {
            eventSource: ['sns.amazonaws.com'],
            eventName: ['Unsubscribe'],
            requestParameters: { subscriptionArn: [{ prefix: `${topicArn}:` }] },
          },
          {
            eventSource: ['monitoring.amazonaws.com'],
            eventName: ['DeleteAlarms', 'DisableAlarmActions'],
            requestParameters: { alarmNames: [{ prefix: `${name}-` }] },
          },
          {
            eventSource: ['logs.amazonaws.com'],
            eventName: ['DeleteLogGroup', 'DeleteLogStream', 'DeleteMetricFilter', 'PutRetentionPolicy'],
            requestParameters: { logGroupName: [{ prefix: `/${name}/` }] },
          },
        ],
      },
    }),
  },
  {
    id: 'forwarding-tampering',
    severity: 'high',
    description: 'Somebody changes the rules that bring in root use, sign-ins and changes of identities',
    runbook: 'alert-tampering',
    global: true,
    when: ({ region }) => isForwarded(region),
    pattern: ({ settings: { name } }) =>
      callsTo('events', { eventName: ruleCalls, requestParameters: ruleNamed(`${name}-forward-`) }),
  },
];
