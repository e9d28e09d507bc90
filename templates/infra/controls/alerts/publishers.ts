import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';

/** Who may write to the topic, besides what the budget adds. */
export function publishers(topicArn: string, account: string): PolicyStatement[] {
  const publish = { actions: ['sns:Publish'], resources: [topicArn] };
  return [
    // Without a condition: Amazon EventBridge User Guide, "Troubleshooting": a topic's policy can have no Condition for
    // EventBridge. With one, each message is dropped, and only the metric FailedInvocations shows it.
    new PolicyStatement({
      sid: 'AlertRules',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      ...publish,
    }),
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      ...publish,
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
    new PolicyStatement({
      sid: 'OnlyOverTls',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      ...publish,
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  ];
}
