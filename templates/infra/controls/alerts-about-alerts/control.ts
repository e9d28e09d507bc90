import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { acknowledge } from '../../acknowledge.ts';
import { makeEventRole } from '../../alerts/event-role.ts';
import { makeQueue } from '../../alerts/undelivered.ts';
import { hasWatch, watchNames, watchRegionOf } from '../../alerts/watch.ts';
import { watchMessage, watchPaths, watchTarget } from '../../alerts/watch-message.ts';
import { type Foundation, name } from '../../foundation.ts';
import { askedFor, beatMessage, weekly } from '../heartbeat/beat.ts';
import { forwardedEvents, stateChanges } from './patterns.ts';
import { topicKeyPolicy, topicPolicy } from './policies.ts';

/** The second topic, where its region differs the way there, and a rule on the alarms that say whether alerts arrive. */
export function apply(foundation: Foundation): void {
  const { audit, settings } = foundation;
  if (!hasWatch(settings)) return;
  const names = watchNames(settings);
  const region = watchRegionOf(settings);
  const stack = region
    ? foundation.stack('Watch', { region, description: `${settings.name}: alerts about alerts` })
    : audit;
  const topicArn = makeTopic(foundation, stack);
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
    new CfnRule(stack, 'WatchRule', {
      name: names.rule,
      description: 'What is wrong with the alerts of the home region (high; docs/runbooks/alert-tampering.md)',
      eventPattern: forwardedEvents(settings, audit.account),
      targets: [
        {
          id: 'watch',
          arn: topicArn,
          deadLetterConfig: { arn: queue },
          inputTransformer: { inputPathsMap: watchPaths, inputTemplate: watchMessage(settings) },
        },
      ],
    });
  } else {
    foundation.watch = { arn: topicArn };
  }
  new CfnRule(audit, 'WatchAlarmsRule', {
    name: names.alarms,
    description: 'Alerts do not arrive (high; docs/runbooks/alerts-not-delivered.md)',
    eventPattern: stateChanges(settings),
    targets: [watchTarget(foundation)],
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
  new CfnRule(stack, 'WatchHeartbeat', {
    name: watchNames(settings).heartbeat,
    description: 'Says each week that alerts about alerts arrive (docs/runbooks/alerts-not-delivered.md)',
    scheduleExpression: weekly,
    eventPattern: askedFor(settings),
    targets: [{ id: 'watch', arn: topic.ref, input: beatMessage(settings, 'week') }],
  });
  name(stack, { watch: topic.ref });
  return topic.ref;
}
