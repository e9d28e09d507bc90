import type { Stack } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';

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

/** The key of one topic. Why the topic stands in the encryption context, controls/customer-keys/policy.ts says. */
export function topicKeyPolicy({ partition, account }: Stack, topicName: string): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'AccountThroughIam',
        principals: [new AccountRootPrincipal()],
        actions: ['kms:*'],
        resources: ['*'],
        conditions: { StringEquals: { 'kms:CallerAccount': account } },
      }),
      new PolicyStatement({
        sid: 'WatchRulesToTheirTopic',
        principals: [events],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:sns:topicArn': `arn:${partition}:sns:*:${account}:${topicName}` },
        },
      }),
    ],
  });
}
