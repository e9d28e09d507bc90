import { CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { partitionOf } from '../../config.ts';
import { type Foundation, name } from '../../foundation.ts';
import { slackChannel } from './slack.ts';

/** The topic and its e-mail and HTTPS subscribers stand in stacks/audit.ts: other controls send to it. */
export function apply({ audit, settings, topic }: Foundation): void {
  const { slack, topicArn } = settings.alerting;
  if (!slack || topicArn) return;
  const { partition } = partitionOf(settings.region);
  if (partition !== 'aws') {
    throw new Error(`settings.json: "alerting.slack" works in the partition aws only, not in ${partition}; use e-mail`);
  }
  const { workspace, channel } = slackChannel(slack);
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
