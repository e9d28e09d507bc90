import { ManagedPolicy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import type { Foundation } from '../../foundation.ts';
import { ownRoles } from '../../policies/exempt.ts';
import { lookStatement, looks } from '../../policies/look.ts';
import { operatorStatements } from '../../policies/people.ts';
import { lookLimits } from './limits.ts';

export function apply(foundation: Foundation): void {
  const { settings, training, buckets, roles, boundary } = foundation;
  const { partition, region, account } = training;
  const place = { partition, region, account, project: settings.name };
  const scope = { ...place, buckets, jobRoles: [], mayDelete: false, pipeline: undefined };
  const { operator, reviewer } = roles;
  operator.policy.addStatements(...operatorStatements(scope));
  reviewer.policy.addStatements(...evidenceStatements(foundation));
  // A policy of its own: beside what an operator does there is no room for it in one.
  const look = new ManagedPolicy(training, 'LookPolicy', {
    description: 'Reads of configuration, and of no data',
    document: new PolicyDocument({ statements: [lookStatement('Look', looks)] }),
  });
  acknowledge(look, 'AwsSolutions-IAM5[Resource::*]', 'Reads of configuration; most of these calls take no resource');
  for (const { role, policy } of [operator, reviewer]) {
    role.addManagedPolicy(look);
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/*]', 'Objects below one prefix, or names below one path');
  }
  acknowledge(operator.policy, 'AwsSolutions-IAM5[Resource::…-*]', 'Jobs and log streams that begin with the project');
  // What only these two look at stays out of reach for all other roles.
  boundary.addStatements(
    new PolicyStatement({
      sid: 'Look',
      actions: lookLimits,
      resources: ['*'],
      conditions: { ArnEquals: { 'aws:PrincipalArn': ownRoles(training, settings.name, ['operator', 'reviewer']) } },
    }),
  );
}

/** Evidence: the files of the trail and of access logs, where this repository keeps them. */
function evidenceStatements({ auditBucket, configurationBucket, logBucket }: Foundation): PolicyStatement[] {
  const evidence = [logBucket, auditBucket?.resource, configurationBucket?.resource].flatMap(
    (one) => one?.attrArn ?? [],
  );
  return [
    new PolicyStatement({ sid: 'FindEvidence', actions: ['s3:ListBucket'], resources: evidence }),
    new PolicyStatement({
      sid: 'ReadEvidence',
      actions: ['s3:GetObject'],
      resources: evidence.map((arn) => `${arn}/*`),
    }),
  ];
}

/** Keys and the topic are made by controls that are applied later. */
export function close({ roles, keys, topic }: Foundation): void {
  const { operator, reviewer } = roles;
  operator.policy.addStatements(
    new PolicyStatement({ sid: 'TryTopic', actions: ['sns:Publish'], resources: [topic.arn] }),
  );
  if (keys.alerts) {
    operator.policy.addStatements(
      new PolicyStatement({
        sid: 'UseAlertsKey',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [keys.alerts.keyArn],
      }),
    );
  }
  if (keys.logs) {
    reviewer.policy.addStatements(
      new PolicyStatement({ sid: 'ReadEncryptedEvidence', actions: ['kms:Decrypt'], resources: [keys.logs.keyArn] }),
    );
  }
}
