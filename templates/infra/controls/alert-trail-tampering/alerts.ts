import { type Alert, callsTo, type EventPattern, isForwarded } from '../../alerts/alert.ts';
import { anyoneBut, byHand, deployRoles } from '../../alerts/others.ts';
import { call } from '../../alerts/tellings.ts';

const apiCall = { 'detail-type': ['AWS API Call via CloudTrail'] };

/** A call on a rule names it `name`, one on its targets `rule`, one on its tags `resourceARN`. */
const onRules = (prefix: string): EventPattern => ({
  $or: [{ name: [{ prefix }] }, { rule: [{ prefix }] }, { resourceARN: [{ wildcard: `*:rule/${prefix}*` }] }],
});

/** Of the whole account: they open its event bus or play old events again, or change what every log group does with its events. */
const busCalls = [
  'CreateArchive',
  'StartReplay',
  'PutPermission',
  'RemovePermission',
  'UpdateEventBus',
  'UpdateArchive',
  // They take events out of the account.
  'CreateApiDestination',
  'UpdateApiDestination',
  'CreateConnection',
  'UpdateConnection',
  'CreateEndpoint',
  'UpdateEndpoint',
  'PutResourcePolicy',
  'DeleteResourcePolicy',
];
const logsOfAll = [
  { suffix: 'AccountPolicy' },
  { suffix: 'ResourcePolicy' },
  { prefix: 'CreateLogDelivery' },
  { prefix: 'DeleteLogDelivery' },
  { prefix: 'UpdateLogDelivery' },
  { suffix: 'PipelineRule' },
  { suffix: 'Integration' },
  'PutStorageTierPolicy',
];

/** They ask CloudFormation for a text, or for a list of what is there. */
const askingCalls = [
  'CreateGeneratedTemplate',
  'CreateUploadBucket',
  'DeleteGeneratedTemplate',
  'EstimateTemplateCost',
  'RecordHandlerProgress',
  'StartResourceScan',
  'UpdateGeneratedTemplate',
  'ValidateTemplate',
];

/** Services and jobs write events with these all day. */
const everydayLogCalls = ['CreateLogGroup', 'CreateLogStream', 'PutLogEvents', 'StartQuery', 'StopQuery'];

export const alerts: Alert[] = [
  {
    id: 'trail-tampering',
    severity: 'high',
    watched: true,
    description: 'Somebody changes a trail by hand',
    runbook: 'trail-tampering',
    tells: call(['name', 'trail']),
    pattern: (scope) => callsTo('cloudtrail', { userIdentity: byHand(scope) }),
  },
  {
    id: 'alert-tampering',
    severity: 'high',
    watched: true,
    description: 'Somebody changes by hand what tells you of attacks',
    runbook: 'alert-tampering',
    tells: call(['name', 'rule', 'topic', 'subscription']),
    pattern: (scope) => ({
      ...apiCall,
      source: ['aws.events', 'aws.sns', 'aws.sqs'],
      detail: {
        userIdentity: byHand(scope),
        $or: [
          { eventSource: ['events.amazonaws.com'], requestParameters: onRules(`${scope.settings.name}-`) },
          { eventSource: ['events.amazonaws.com'], eventName: busCalls },
          {
            eventSource: ['sqs.amazonaws.com'],
            requestParameters: {
              $or: [
                { queueUrl: [{ suffix: `/${scope.settings.name}-undelivered` }] },
                { sourceArn: [{ suffix: `:${scope.settings.name}-undelivered` }] },
              ],
            },
          },
          {
            eventSource: ['sns.amazonaws.com'],
            requestParameters: {
              $or: [
                { topicArn: [scope.topicArn] },
                { resourceArn: [scope.topicArn] },
                { subscriptionArn: [{ prefix: `${scope.topicArn}:` }] },
              ],
            },
          },
        ],
      },
    }),
  },
  {
    id: 'alarm-tampering',
    severity: 'high',
    watched: true,
    description: 'Somebody changes by hand an alarm or the dashboard',
    runbook: 'alert-tampering',
    tells: call([]),
    pattern: (scope) => {
      const { name } = scope.settings;
      const ours = [{ prefix: `${name}-` }];
      return callsTo('monitoring', {
        userIdentity: byHand(scope),
        $or: [
          { requestParameters: { alarmName: ours } },
          { requestParameters: { alarmNames: ours } },
          { requestParameters: { dashboardName: [name] } },
          { requestParameters: { dashboardNames: [name] } },
          {
            requestParameters: {
              resourceARN: [{ wildcard: `*:alarm:${name}-*` }, { wildcard: `*:dashboard/${name}` }],
            },
          },
          // It may mute any alarm, and names them below `muteTargets`; a stream takes metrics out of the account.
          { eventName: ['PutAlarmMuteRule', 'PutMetricStream'] },
        ],
      });
    },
  },
  {
    id: 'log-tampering',
    severity: 'high',
    watched: true,
    description: 'Somebody changes by hand a log group, a filter on it, or where its events go',
    runbook: 'alert-tampering',
    tells: call(['group']),
    pattern: (scope) => {
      const { name } = scope.settings;
      const groups = [`/${name}/`, '/aws/sagemaker/', `/aws/lambda/${name}-`];
      const arns = groups.map((prefix) => ({ wildcard: `*:log-group:${prefix}*` }));
      const prefixes = groups.map((prefix) => ({ prefix }));
      return callsTo('logs', {
        userIdentity: byHand(scope),
        $or: [
          {
            eventName: [{ 'anything-but': everydayLogCalls }],
            requestParameters: {
              $or: [
                { logGroupName: prefixes },
                { logGroupIdentifier: [...prefixes, ...arns] },
                { logGroupArnList: arns },
                { resourceArn: arns },
                { resourceIdentifier: [...prefixes, ...arns] },
              ],
            },
          },
          { eventName: logsOfAll },
        ],
      });
    },
  },
  {
    id: 'stack-tampering',
    severity: 'high',
    watched: true,
    description: 'Somebody other than the CDK changes or deletes a stack of this repository',
    runbook: 'stack-tampering',
    tells: call(['stack']),
    pattern: (scope) =>
      callsTo('cloudformation', {
        userIdentity: anyoneBut(scope, deployRoles(scope)),
        $or: [
          {
            requestParameters: {
              stackName: [{ prefix: `${scope.settings.name}-` }, { wildcard: `*:stack/${scope.settings.name}-*` }],
            },
          },
          // What names no stack: a change set by its ARN alone, sets of stacks, hooks and types that run in deployments.
          { requestParameters: { stackName: [{ exists: false }] }, eventName: [{ 'anything-but': askingCalls }] },
        ],
      }),
  },
  {
    id: 'forwarding-tampering',
    severity: 'high',
    description: 'Somebody changes by hand the rules that report root use, sign-ins and changes of identities',
    runbook: 'alert-tampering',
    tells: call(['name', 'rule']),
    global: true,
    when: ({ region }) => isForwarded(region),
    pattern: (scope) =>
      callsTo('events', {
        userIdentity: byHand(scope),
        $or: [{ eventName: busCalls }, { requestParameters: onRules(`${scope.settings.name}-forward-`) }],
      }),
  },
];
