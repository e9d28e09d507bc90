import { CfnDeletionPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnModelPackageGroup } from 'aws-cdk-lib/aws-sagemaker';
import { makeAlerts } from '../../alerts/rule.ts';
import { type Foundation, name } from '../../foundation.ts';
import { alerts } from './alerts.ts';

export function apply(foundation: Foundation): void {
  const { training, settings, roles } = foundation;
  const group = new CfnModelPackageGroup(training, 'Models', {
    modelPackageGroupName: `${settings.name}-models`,
    modelPackageGroupDescription: `${settings.name}: evaluated models; each version waits for a person's approval`,
  });
  group.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  group.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  foundation.registryGroup = group.modelPackageGroupName;
  name(training, { models: group.attrModelPackageGroupArn });
  roles.approver.policy.addStatements(
    new PolicyStatement({
      sid: 'DecideOrLeaveIt',
      effect: Effect.DENY,
      actions: ['sagemaker:UpdateModelPackage'],
      // A deny covers every resource. The call also changes what is served (SageMaker API Reference,
      // "UpdateModelPackage": InferenceSpecification, SourceUri), and then names no status.
      resources: ['*'],
      conditions: { StringNotEquals: { 'sagemaker:ModelApprovalStatus': ['Approved', 'Rejected'] } },
    }),
  );
  makeAlerts(foundation, alerts);
}
