import { Duration } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  type CfnRole,
  Effect,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import { type Foundation, name } from '../../foundation.ts';
import { ownRoles } from '../../policies/exempt.ts';
import { deletions } from './rights.ts';
import { deletionStatements, freshTrust } from './statements.ts';

export function apply(foundation: Foundation): void {
  const { training, settings, buckets, ownBuckets, roles } = foundation;
  const { partition, region, account } = training;
  const models = ['endpoint', 'endpoint-config', 'model', 'model-package', 'model-package-group'].map(
    (kind) => `arn:${partition}:sagemaker:${region}:${account}:${kind}/${settings.name}-*`,
  );
  const policy = new ManagedPolicy(training, 'BreakGlassPolicy', {
    document: new PolicyDocument({
      statements: deletionStatements(
        Object.values(buckets).map(({ arn }) => arn),
        models,
      ),
    }),
  });
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::…/*]', 'Which object has to go is known only on the day');
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::…-*]', 'Models and endpoints whose names begin with the project');
  const role = new Role(training, 'BreakGlassRole', {
    roleName: `${settings.name}-break-glass`,
    description: 'Deletes data and models, by hand and with a fresh second factor',
    assumedBy: new AccountRootPrincipal(),
    managedPolicies: [policy],
    maxSessionDuration: Duration.hours(1),
  });
  (role.node.defaultChild as CfnRole).assumeRolePolicyDocument = new PolicyDocument({
    statements: [freshTrust([new AccountRootPrincipal()])],
  });
  foundation.breakGlass = { role, policy };
  name(training, { 'break-glass': role.roleArn });

  const own = ownRoles(training, settings.name, ['break-glass']);
  for (const { resource, policy: bucketPolicy } of ownBuckets) {
    bucketPolicy.addStatements(
      new PolicyStatement({
        sid: 'OnlyBreakGlassDeletes',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: deletions,
        resources: [`${resource.attrArn}/*`],
        // Life cycles end objects without a request, so they go on (Amazon S3 User Guide, "Expiring objects").
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': own } },
      }),
    );
  }
  roles.people.policy.addStatements(
    new PolicyStatement({
      sid: 'NeverDelete',
      effect: Effect.DENY,
      actions: ['sagemaker:Delete*'],
      // A deny covers every resource: people delete nothing, under whatever name.
      resources: ['*'],
    }),
  );
}
