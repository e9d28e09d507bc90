import type { Stack } from 'aws-cdk-lib';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { acknowledge } from '../acknowledge.ts';
import type { Settings } from '../config.ts';
import { name } from '../foundation.ts';
import { tierFacts } from '../tiers.ts';

/** The topic that every alert goes to: a new one, or the one that the answers name. */
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
  name(stack, { alerts: topic.ref });
  // Who may write to it and who is told is in controls/alerts.
  return { arn: topic.ref, resource: topic, policy: new PolicyDocument() };
}
