import { readFileSync } from 'node:fs';
import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, type CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge } from '../../acknowledge.ts';
import { makeLogGroup } from '../../alerts/log-group.ts';
import { type Foundation, name } from '../../foundation.ts';

export function apply(foundation: Foundation): void {
  const { settings, training, keys } = foundation;
  const secret = training.node.tryFindChild('DataSource') as CfnSecret | undefined;
  if (!secret) return;
  const { partition, region, account } = training;
  const secretArn = `arn:${partition}:secretsmanager:${region}:${account}:secret:${settings.name}/data-provider-??????`;
  const logGroup = makeLogGroup(foundation, training, 'rotation');
  const policy = new ManagedPolicy(training, 'RotationPolicy', {
    document: new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'RotateDataSourceSecret',
          actions: [
            'secretsmanager:DescribeSecret',
            'secretsmanager:GetSecretValue',
            'secretsmanager:PutSecretValue',
            'secretsmanager:UpdateSecretVersionStage',
          ],
          resources: [secretArn],
        }),
        new PolicyStatement({
          sid: 'MakePasswords',
          actions: ['secretsmanager:GetRandomPassword'],
          // The action supports no resource: Service Authorization Reference, "AWS Secrets Manager".
          resources: ['*'],
        }),
        new PolicyStatement({
          sid: 'WriteRotationLogs',
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [`arn:${partition}:logs:${region}:${account}:log-group:/${settings.name}/rotation:log-stream:*`],
        }),
        ...(keys.secrets
          ? [
              new PolicyStatement({
                sid: 'UseSecretsKey',
                actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
                resources: [keys.secrets.keyArn],
              }),
            ]
          : []),
      ],
    }),
  });
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::*]', 'secretsmanager:GetRandomPassword takes no resource');
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::…:log-stream:*]', 'Lambda names its own streams in this log group');
  const role = new Role(training, 'RotationRole', {
    roleName: `${settings.name}-rotation`,
    description: 'Rotates the secret of the data source',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
    managedPolicies: [policy],
  });
  const rotation = new CfnFunction(training, 'Rotation', {
    functionName: `${settings.name}-rotation`,
    description: 'Four steps of a rotation; what the provider needs is in rotate.py',
    runtime: 'python3.13',
    architectures: ['arm64'],
    handler: 'index.handler',
    code: { zipFile: readFileSync(new URL('rotate.py', import.meta.url), 'utf8') },
    role: role.roleArn,
    timeout: 30,
    memorySize: 128,
    loggingConfig: { logGroup: logGroup.ref, logFormat: 'JSON' },
  });
  acknowledge(
    rotation,
    'AwsSolutions-L1',
    'This runtime is in every region of every partition; the newest one reaches some of them later',
  );
  acknowledge(
    rotation,
    'NIST.800.53.R5-LambdaConcurrency',
    'A new account has no concurrency to reserve, and Secrets Manager runs one step at a time',
  );
  acknowledge(
    rotation,
    'NIST.800.53.R5-LambdaDLQ',
    'Secrets Manager retries a rotation itself, and a failed one is an event in the trail',
  );
  acknowledge(
    rotation,
    'NIST.800.53.R5-LambdaInsideVPC',
    'It calls Secrets Manager and your provider only; put it into the VPC where the provider is inside it',
  );
  const permission = new CfnPermission(training, 'RotationPermission', {
    functionName: rotation.attrArn,
    action: 'lambda:InvokeFunction',
    principal: 'secretsmanager.amazonaws.com',
    sourceAccount: account,
    // It rotates this secret and no other (Secrets Manager User Guide, "Permissions for rotation").
    sourceArn: secret.ref,
  });
  const schedule = new CfnRotationSchedule(training, 'RotationSchedule', {
    secretId: secret.ref,
    rotationLambdaArn: rotation.attrArn,
    rotationRules: { scheduleExpression: 'rate(30 days)', duration: '2h' },
    // The first rotation waits for its time: on the first day the provider's call is still to be written.
    rotateImmediatelyOnUpdate: false,
  });
  schedule.node.addDependency(permission);
  foundation.roles.rotation = { role, policy };
  name(training, { rotation: role.roleArn });
}
