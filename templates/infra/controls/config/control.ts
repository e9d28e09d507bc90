import { Lazy } from 'aws-cdk-lib';
import { CfnConfigRule, CfnConfigurationRecorder, CfnDeliveryChannel } from 'aws-cdk-lib/aws-config';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { makeAlerts } from '../../alerts/rule.ts';
import { constructId } from '../../alerts/scope.ts';
import { type Foundation, name } from '../../foundation.ts';
import { resourceTypesIn } from '../../resource-types.ts';
import { makeBucket } from '../../stacks/data.ts';
import { enabled } from '../enabled.ts';
import { alerts } from './alerts.ts';
import { recordedTypes } from './recorded.ts';
import { chosenRules, ruleName } from './rules.ts';

const service = new ServicePrincipal('config.amazonaws.com');

/** The bucket comes first, so that every control hardens it. Config delivers to none with Object Lock. */
export function apply(foundation: Foundation): void {
  const { audit, settings, ownBuckets } = foundation;
  if (settings.config !== 'create') return;
  const bucket = makeBucket(audit, 'Configuration');
  ownBuckets.push(bucket);
  foundation.configurationBucket = bucket;
  const { attrArn } = bucket.resource;
  const account = { 'aws:SourceAccount': audit.account };
  // AWS Config Developer Guide, "Permissions for the Amazon S3 Bucket for the AWS Config Delivery Channel": with the
  // service-linked role, Config delivers as the service.
  bucket.policy.addStatements(
    new PolicyStatement({
      sid: 'ConfigFindsBucket',
      principals: [service],
      actions: ['s3:GetBucketAcl', 's3:ListBucket'],
      resources: [attrArn],
      conditions: { StringEquals: account },
    }),
    new PolicyStatement({
      sid: 'ConfigDelivers',
      principals: [service],
      actions: ['s3:PutObject'],
      resources: [`${attrArn}/AWSLogs/${audit.account}/Config/*`],
      conditions: { StringEquals: { ...account, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    }),
  );
  name(audit, { configuration: attrArn });
}

export function close(foundation: Foundation): void {
  const { audit, settings, keys, configurationBucket } = foundation;
  makeAlerts(foundation, alerts);
  if (!configurationBucket) return;
  // AWS Config Developer Guide, "Permissions for the KMS Key for the AWS Config Delivery Channel".
  keys.logs?.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ConfigOfThisAccount',
      principals: [service],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': audit.account } },
    }),
  );
  const policy = audit.node.findChild('ConfigurationPolicy');
  const recorder = new CfnConfigurationRecorder(audit, 'Recorder', {
    name: settings.name,
    roleArn: `arn:${audit.partition}:iam::${audit.account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
    recordingGroup: {
      allSupported: false,
      includeGlobalResourceTypes: false,
      resourceTypes: Lazy.list({ produce: () => recordedTypes(resourceTypesIn(audit)) }),
    },
  });
  // Neither waits for the other: a recorder starts once there is a channel, and a channel needs a recorder.
  const channel = new CfnDeliveryChannel(audit, 'Channel', {
    name: settings.name,
    s3BucketName: configurationBucket.resource.ref,
    ...(keys.logs && { s3KmsKeyArn: keys.logs.keyArn }),
  });
  for (const one of [recorder, channel]) one.node.addDependency(policy);
  for (const rule of chosenRules(enabled)) {
    const made = new CfnConfigRule(audit, `${constructId(rule.identifier.toLowerCase().replaceAll('_', '-'))}Config`, {
      configRuleName: ruleName(settings, rule),
      description: `Answered by the control ${rule.control}`,
      source: { owner: 'AWS', sourceIdentifier: rule.identifier },
      ...(rule.daily
        ? { maximumExecutionFrequency: 'TwentyFour_Hours' }
        : { scope: { tagKey: 'project', tagValue: settings.name } }),
    });
    made.addResourceDependency(recorder);
  }
}
