import type { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { acknowledge } from '../acknowledge.ts';
import type { Settings } from '../config.ts';
import { name } from '../foundation.ts';
import { tierFacts } from '../tiers.ts';

/** The topic that every alert goes to: a new one with the chosen subscribers, or the one that the answers name. */
export function makeTopic(stack: Stack, settings: Settings) {
  const { alerting } = settings;
  if (alerting.topicArn) {
    name(stack, { alerts: alerting.topicArn });
    return { arn: alerting.topicArn };
  }
  const topic = new CfnTopic(stack, 'Alerts', { displayName: `${settings.name} security alerts` });
  if (!tierFacts[settings.sensitivity].customerKeys) {
    acknowledge(
      topic,
      'NIST.800.53.R5-SNSEncryptedKMS',
      'A key costs money each month and alerts carry no data; from the internal tier up the topic has its own key',
    );
  }
  const publish = { actions: ['sns:Publish'], resources: [topic.ref] };
  const policy = new PolicyDocument({
    statements: [
      // Without a condition: Amazon EventBridge User Guide, "Troubleshooting": a topic's policy can have no Condition
      // for EventBridge. With one, each message is dropped, and only the metric FailedInvocations shows it.
      new PolicyStatement({
        sid: 'AlertRules',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        ...publish,
      }),
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        ...publish,
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      new PolicyStatement({
        sid: 'OnlyOverTls',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        ...publish,
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ],
  });
  new CfnTopicPolicy(stack, 'AlertsPolicy', { topics: [topic.ref], policyDocument: policy });
  const subscribe = (protocol: 'email' | 'https', endpoint: string, index: number) =>
    new CfnSubscription(stack, `Alerts${protocol}${index}`, { topicArn: topic.ref, protocol, endpoint });
  alerting.emails.forEach((endpoint, index) => {
    subscribe('email', endpoint, index);
  });
  alerting.https.forEach((endpoint, index) => {
    subscribe('https', endpoint, index);
  });
  name(stack, { alerts: topic.ref });
  return { arn: topic.ref, resource: topic, policy };
}
