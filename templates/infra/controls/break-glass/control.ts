import { AccountRootPrincipal, ManagedPolicy, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import { type Foundation, name } from '../../foundation.ts';
import { letIn } from '../mfa/control.ts';
import { deletionStatements } from './statements.ts';

export function apply(foundation: Foundation): void {
  const { training, settings, buckets } = foundation;
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
    description: 'Deletes data and models in an emergency, by hand',
    assumedBy: new AccountRootPrincipal(),
    managedPolicies: [policy],
  });
  letIn(foundation, role, 'break-glass');
  foundation.roles['break-glass'] = { role, policy };
  name(training, { 'break-glass': role.roleArn });
}
