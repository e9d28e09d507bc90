import { CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { partitionOf } from '../../../judge/place.ts';
import { makeQueue } from '../../alerts/undelivered.ts';
import { type Foundation, name } from '../../foundation.ts';
import { publishers } from './publishers.ts';
import { slackChannel } from './slack.ts';

/** A topic that existed before keeps its own policy and subscribers. */
export function apply(foundation: Foundation): void {
  const { audit, settings, topic } = foundation;
  foundation.undelivered = makeQueue(audit, settings.name);
  name(audit, { undelivered: foundation.undelivered });
  if (!topic.policy) return;
  topic.policy.addStatements(...publishers(topic.arn, audit.account));
  new CfnTopicPolicy(audit, 'AlertsPolicy', { topics: [topic.arn], policyDocument: topic.policy });
  const { emails, https, slack } = settings.alerting;
  for (const [protocol, endpoints] of Object.entries({ email: emails, https })) {
    endpoints.forEach((endpoint, index) => {
      new CfnSubscription(audit, `Alerts${protocol}${index}`, { topicArn: topic.arn, protocol, endpoint });
    });
  }
  if (slack) tellSlack(foundation, slack);
}

function tellSlack({ audit, settings, topic }: Foundation, answer: string): void {
  const { partition } = partitionOf(settings.region);
  if (partition !== 'aws') {
    throw new Error(`settings.json: "alerting.slack" works in the partition aws only, not in ${partition}; use e-mail`);
  }
  const { workspace, channel } = slackChannel(answer);
  const role = new Role(audit, 'SlackRole', {
    roleName: `${settings.name}-slack`,
    description: 'Shows alerts in a channel. It has no permission: messages come through the topic',
    assumedBy: new ServicePrincipal('chatbot.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': audit.account } },
    }),
  });
  new CfnSlackChannelConfiguration(audit, 'Slack', {
    configurationName: `${settings.name}-alerts`,
    slackWorkspaceId: workspace,
    slackChannelId: channel,
    snsTopicArns: [topic.arn],
    iamRoleArn: role.roleArn,
    // Unset, the guardrail of a channel is AdministratorAccess (CloudFormation, AWS::Chatbot::SlackChannelConfiguration).
    guardrailPolicies: [`arn:${partition}:iam::aws:policy/AWSDenyAll`],
    loggingLevel: 'ERROR',
  });
  name(audit, { slack: role.roleArn });
}
