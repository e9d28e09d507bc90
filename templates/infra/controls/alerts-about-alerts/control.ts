import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { acknowledge } from '../../acknowledge.ts';
import { makeEventRole } from '../../alerts/event-role.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import { makeQueue, makeQueueAlarm } from '../../alerts/undelivered.ts';
import { hasWatch, watchNames, watchRegionOf } from '../../alerts/watch.ts';
import { type Watched, watchMessage, watchTarget } from '../../alerts/watch-message.ts';
import { type Foundation, name } from '../../foundation.ts';
import { makeBeat } from '../heartbeat/rule.ts';
import { alerts } from './alerts.ts';
import { forwardedCalls, stateChanges, watchedAlarms } from './patterns.ts';
import { topicKeyPolicy, topicPolicy } from './policies.ts';

/** The second topic, where its region differs the way there, and a rule on the alarms that say whether alerts arrive. */
export function apply(foundation: Foundation): void {
  const { audit, settings } = foundation;
  makeAlerts(foundation, alerts);
  if (!hasWatch(settings)) return;
  const names = watchNames(settings);
  const region = watchRegionOf(settings);
  const stack = region
    ? foundation.stack('Watch', { region, description: `${settings.name}: alerts about alerts` })
    : audit;
  const topicArn = makeTopic(foundation, stack);
  const beat = (queue: string) =>
    makeBeat(stack, settings, { period: 'week', target: 'watch', name: names.heartbeat }, { topic: topicArn, queue });
  if (region) {
    const bus = `arn:${audit.partition}:events:${region}:${audit.account}:event-bus/default`;
    makeEventRole(foundation, {
      id: 'WatchEvents',
      role: 'watch-events',
      description: 'Brings alarms about alerts, and changes of alerts, to another region',
      rules: `arn:${audit.partition}:events:${settings.region}:${audit.account}:rule/${settings.name}-*`,
      bus,
    });
    name(audit, { 'watch-bus': bus });
    foundation.watch = { arn: bus, roleArn: `arn:${audit.partition}:iam::${audit.account}:role/${names.role}` };
    stack.addStackDependency(audit);
    const queue = makeQueue(stack, settings.name, names.queue);
    name(stack, { 'watch-undelivered': queue });
    makeQueueAlarm(stack, settings, names.queue);
    const told = (watched: Watched) => {
      const { paths, template } = watchMessage(settings, watched);
      const inputTransformer = { inputPathsMap: paths, inputTemplate: template };
      return [{ id: 'watch', arn: topicArn, deadLetterConfig: { arn: queue }, inputTransformer }];
    };
    new CfnRule(stack, 'WatchedAlarms', {
      name: names.alarms,
      description: 'Alerts do not arrive (high; docs/runbooks/alerts-not-delivered.md)',
      eventPattern: watchedAlarms(settings, audit.account, region),
      targets: told('alarms'),
    });
    new CfnRule(stack, 'WatchRule', {
      name: names.rule,
      description: 'What is wrong with the alerts of the home region (high; docs/runbooks/alert-tampering.md)',
      eventPattern: forwardedCalls(settings, audit.account),
      targets: told('calls'),
    });
    beat(queue);
  } else {
    foundation.watch = { arn: topicArn };
    beat(foundation.undelivered ?? '');
  }
  new CfnRule(audit, 'WatchAlarmsRule', {
    name: names.alarms,
    description: 'Alerts do not arrive (high; docs/runbooks/alerts-not-delivered.md)',
    eventPattern: stateChanges(settings),
    targets: [watchTarget(foundation, 'alarms')],
  });
}

function makeTopic({ facts, settings }: Foundation, stack: Stack): string {
  const topic = new CfnTopic(stack, 'WatchTopic', {
    topicName: watchNames(settings).rule,
    displayName: `${settings.name} alerts about alerts`,
  });
  if (facts.customerKeys) {
    const key = new Key(stack, 'WatchKey', {
      description: `${settings.name}: the topic of alerts about alerts`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      policy: topicKeyPolicy(stack, watchNames(settings).rule),
    });
    topic.kmsMasterKeyId = key.keyArn;
    name(stack, { 'watch-key': key.keyArn });
  } else {
    acknowledge(
      topic,
      'NIST.800.53.R5-SNSEncryptedKMS',
      'A key costs money each month and alerts carry no data; from the internal tier up the topic has its own key',
    );
  }
  new CfnTopicPolicy(stack, 'WatchTopicPolicy', {
    topics: [topic.ref],
    policyDocument: topicPolicy(topic.ref),
  });
  for (const [protocol, endpoints] of Object.entries({
    email: settings.alerting.emails,
    https: settings.alerting.https,
  })) {
    endpoints.forEach((endpoint, index) => {
      new CfnSubscription(stack, `Watch${protocol}${index}`, { topicArn: topic.ref, protocol, endpoint });
    });
  }
  name(stack, { watch: topic.ref });
  return topic.ref;
}
