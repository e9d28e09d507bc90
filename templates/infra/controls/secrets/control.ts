import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import type { Foundation } from '../../foundation.ts';
import { makeSecret } from '../../policies/secret.ts';
import { enabled } from '../enabled.ts';
import { secretReaders } from './readers.ts';

/** The control of rotation is applied after this one. */
const readersIn = ({ training, settings, roles }: Foundation) =>
  secretReaders(training, settings, roles.rotation !== undefined);

export function apply(foundation: Foundation): void {
  const { roles, keys } = foundation;
  const secret = makeSecret(foundation, {
    id: 'DataSource',
    proofName: 'data-source',
    secretName: 'data-provider',
    description: 'Access to where raw data comes from; its value is put in by a person, never by a template',
    readers: () => readersIn(foundation),
  });
  if (!enabled.includes('secret-rotation')) {
    const why = "Rotation needs the provider's call: it is a control of its own, on by its owner's answer";
    acknowledge(secret, 'AwsSolutions-SMG4', why);
    acknowledge(secret, 'NIST.800.53.R5-SecretsManagerRotationEnabled', why);
  }

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
}
