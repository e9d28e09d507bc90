import { CfnDeletionPolicy, Lazy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnResourcePolicy, CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge } from '../../acknowledge.ts';
import { type Foundation, name } from '../../foundation.ts';
import { enabled } from '../enabled.ts';
import { secretReaders } from './readers.ts';

/** The control of rotation is applied after this one. */
const readersIn = ({ training, settings, roles }: Foundation) =>
  secretReaders(training, settings, roles.rotation !== undefined);

export function apply(foundation: Foundation): void {
  const { settings, training, roles, keys } = foundation;
  const secret = new CfnSecret(training, 'DataSource', {
    name: `${settings.name}/data-provider`,
    description: 'Access to where raw data comes from; its value is put in by a person, never by a template',
    // A random value that is of no use anywhere: the secret exists before somebody puts the real one in.
    generateSecretString: { passwordLength: 32, excludePunctuation: true },
    ...(keys.secrets && { kmsKeyId: keys.secrets.keyArn }),
  });
  // A try that fails takes it along, so that the next one finds its name free.
  secret.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  secret.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  if (!enabled.includes('secret-rotation')) {
    const why = "Rotation needs the provider's call: it is a control of its own, on by its owner's answer";
    acknowledge(secret, 'AwsSolutions-SMG4', why);
    acknowledge(secret, 'NIST.800.53.R5-SecretsManagerRotationEnabled', why);
  }
  if (!keys.secrets) {
    acknowledge(
      secret,
      'NIST.800.53.R5-SecretsManagerUsingKMSKey',
      'Encrypted with the key of Secrets Manager; with a key of its own from the internal tier up',
    );
  }

  // Secrets Manager User Guide, "Resource-based policies": a deny here holds for every policy of the account.
  const policy = new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'OnlyNamedReaders',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'],
        resources: ['*'],
        conditions: { ArnNotLike: { 'aws:PrincipalArn': Lazy.list({ produce: () => readersIn(foundation) }) } },
      }),
      new PolicyStatement({
        sid: 'NoForeignAccount',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['secretsmanager:*'],
        resources: ['*'],
        conditions: {
          StringNotEquals: { 'aws:PrincipalAccount': training.account },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    ],
  });
  new CfnResourcePolicy(training, 'DataSourcePolicy', {
    secretId: secret.ref,
    resourcePolicy: policy,
    blockPublicPolicy: true,
  });

  const read = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'];
  roles.processing.policy.addStatements(
    new PolicyStatement({ sid: 'ReadDataSourceSecret', actions: read, resources: [secret.ref] }),
  );
  roles.operator.policy.addStatements(
    new PolicyStatement({
      sid: 'PutInDataSourceSecret',
      // Putting a value in does not read one: who answers alerts brings the provider's new value.
      actions: ['secretsmanager:PutSecretValue', 'secretsmanager:RestoreSecret', 'secretsmanager:RotateSecret'],
      resources: [secret.ref],
    }),
  );
  if (keys.secrets) {
    const key = { resources: [keys.secrets.keyArn] };
    roles.processing.policy.addStatements(
      new PolicyStatement({ sid: 'UseSecretsKey', actions: ['kms:Decrypt'], ...key }),
    );
    roles.operator.policy.addStatements(
      new PolicyStatement({ sid: 'UseSecretsKey', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], ...key }),
    );
  }
  name(training, { 'data-source': secret.ref });
}
