import type { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { rulesUseKey } from '../../alerts/key-use.ts';
import { accountThroughIam } from '../../policies/account-key.ts';

const events = new ServicePrincipal('events.amazonaws.com');

/** EventBridge alone writes to the second topic; why without a condition, controls/alerts/publishers.ts says. */
export function topicPolicy(topicArn: string): PolicyDocument {
  const publish = { actions: ['sns:Publish'], resources: [topicArn] };
  return new PolicyDocument({
    statements: [
      new PolicyStatement({ sid: 'WatchRules', principals: [events], ...publish }),
      new PolicyStatement({
        sid: 'OnlyOverTls',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        ...publish,
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ],
  });
}

/** The key of one topic. */
export function topicKeyPolicy({ partition, account }: Stack, topicName: string): PolicyDocument {
  return new PolicyDocument({
    statements: [
      accountThroughIam(account),
      ...rulesUseKey(`arn:${partition}:sns:*:${account}:${topicName}`).map((statement) =>
        PolicyStatement.fromJson(statement),
      ),
    ],
  });
}
