import type { Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { partitionOf } from '../../../judge/place.ts';
import { rulesUseKey } from '../../alerts/key-use.ts';
import { type KeyName, trailArn } from '../../foundation.ts';
import { accountThroughIam } from '../../policies/account-key.ts';

const encrypt = ['kms:Decrypt', 'kms:GenerateDataKey*'];

/** What AWS services need of a key. Each statement is limited to this account's use of the service. */
const serviceStatements: Record<KeyName, (stack: Stack, project: string) => PolicyStatement[]> = {
  data: () => [],
  secrets: () => [],
  // Amazon CloudWatch Logs User Guide, "Encrypt log data using AWS KMS"; AWS CloudTrail User Guide,
  // "Configure AWS KMS key policies for CloudTrail". In China the principal has the partition's suffix (aws-cdk-lib, region-info).
  logs: (stack, project) => [
    new PolicyStatement({
      sid: 'LogGroupsOfThisProject',
      principals: [new ServicePrincipal(`logs.${stack.region}.${partitionOf(stack.region).suffix}`)],
      // DescribeKey has no encryption context, so the guide's example never allows it under this condition.
      actions: [...encrypt, 'kms:Encrypt', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          // SageMaker makes the groups of jobs; whoever gives one the key finds it usable.
          'kms:EncryptionContext:aws:logs:arn': [`/${project}/*`, '/aws/sagemaker/*'].map(
            (group) => `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:${group}`,
          ),
        },
      },
    }),
    new PolicyStatement({
      sid: 'TrailOfThisProject',
      principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
      actions: ['kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: {
        StringEquals: { 'aws:SourceArn': trailArn(stack, project) },
        StringLike: {
          'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${stack.partition}:cloudtrail:*:${stack.account}:trail/*`,
        },
      },
    }),
    new PolicyStatement({
      sid: 'TrailDescribesKey',
      principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
      actions: ['kms:DescribeKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceArn': trailArn(stack, project) } },
    }),
  ],
  // Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services and encrypted topics".
  alerts: (stack) => [
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: encrypt,
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
    ...rulesUseKey(`arn:${stack.partition}:sns:${stack.region}:${stack.account}:*`).map((statement) =>
      PolicyStatement.fromJson(statement),
    ),
  ],
};

/** `Resource: "*"` in a key policy means that key (AWS KMS Developer Guide, "Key policies"). */
export function keyPolicy(stack: Stack, key: KeyName, project: string): PolicyDocument {
  return new PolicyDocument({
    statements: [accountThroughIam(stack.account), ...serviceStatements[key](stack, project)],
  });
}
