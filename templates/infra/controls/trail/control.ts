import { Lazy } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import { makeLogGroup } from '../../alerts/log-group.ts';
import { type Foundation, name, trailArn } from '../../foundation.ts';
import { resourceTypesIn } from '../../resource-types.ts';
import { trailSelectors } from './selectors.ts';

export function apply(foundation: Foundation): void {
  const { audit, auditBucket, settings, facts } = foundation;
  if (!auditBucket) return;
  const ownArn = trailArn(audit, settings.name);
  const cloudtrail = new ServicePrincipal('cloudtrail.amazonaws.com');

  // AWS CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail": two statements, for one trail only.
  const fromTrail = { StringEquals: { 'aws:SourceArn': ownArn } };
  auditBucket.policy.addStatements(
    new PolicyStatement({
      sid: 'TrailChecksBucket',
      principals: [cloudtrail],
      actions: ['s3:GetBucketAcl'],
      resources: [auditBucket.resource.attrArn],
      conditions: fromTrail,
    }),
    new PolicyStatement({
      sid: 'TrailWritesFiles',
      principals: [cloudtrail],
      actions: ['s3:PutObject'],
      resources: [`${auditBucket.resource.attrArn}/AWSLogs/${audit.account}/*`],
      conditions: {
        StringEquals: { ...fromTrail.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    }),
  );

  const logGroup = makeLogGroup(foundation, audit, 'trail');
  const delivery = new ManagedPolicy(audit, 'TrailDelivery', {
    document: new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'WriteTrailLogs',
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [
            `arn:${audit.partition}:logs:${audit.region}:${audit.account}:log-group:/${settings.name}/trail:log-stream:${audit.account}_CloudTrail_*`,
          ],
        }),
      ],
    }),
  });
  acknowledge(
    delivery,
    'AwsSolutions-IAM5[Resource::…_CloudTrail_*]',
    'CloudTrail names its own log streams below this',
  );
  const role = new Role(audit, 'TrailRole', {
    roleName: `${settings.name}-trail`,
    // Without a condition, as in the AWS CloudTrail User Guide, "Role policy document for CloudTrail to use CloudWatch
    // Logs for monitoring": CreateTrail may refuse a role whose trust has one. It writes the streams of one group only.
    assumedBy: cloudtrail,
    managedPolicies: [delivery],
    permissionsBoundary: foundation.boundary,
  });

  const trail = new CfnTrail(audit, 'Trail', {
    trailName: settings.name,
    isLogging: true,
    isMultiRegionTrail: true,
    includeGlobalServiceEvents: true,
    enableLogFileValidation: true,
    s3BucketName: auditBucket.resource.ref,
    cloudWatchLogsLogGroupArn: logGroup.attrArn,
    cloudWatchLogsRoleArn: role.roleArn,
    // What controls and units make after this one counts as well.
    advancedEventSelectors: Lazy.any({ produce: () => trailSelectors(foundation, resourceTypesIn(audit)) }),
  });
  trail.node.addDependency(audit.node.findChild('AuditPolicy'));
  if (!facts.customerKeys) {
    acknowledge(
      trail,
      'NIST.800.53.R5-CloudTrailEncryptionEnabled',
      'CloudTrail encrypts its files with SSE-S3; from the internal tier up with a customer-managed key',
    );
  }
  foundation.trail = { trail, logGroup };
  name(audit, { audit: auditBucket.resource.attrArn, 'trail-delivery': role.roleArn });
}
