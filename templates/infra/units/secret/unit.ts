import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { acknowledge } from '../../acknowledge.ts';
import { constructId } from '../../alerts/scope.ts';
import { secretReaders } from '../../controls/secrets/readers.ts';
import type { Foundation } from '../../foundation.ts';
import { unitPolicyOf } from '../../policies/of-units.ts';
import { makeSecret } from '../../policies/secret.ts';

/** unit.json of a secret: what it is for. Processing reads it, the operator puts its value in. */
interface SecretUnit {
  name: string;
  purpose: string;
}

/** After the controls: the key of secrets is one of them. */
export function close(foundation: Foundation, { name, purpose }: SecretUnit): void {
  const { settings, training } = foundation;
  const id = constructId(name);
  const secret = makeSecret(foundation, {
    id: `${id}Secret`,
    proofName: name,
    secretName: name,
    description: purpose,
    readers: () => secretReaders(training, settings, false),
  });
  const why = "Its provider's call is not known here: its owner puts a new value in";
  acknowledge(secret, 'AwsSolutions-SMG4', why);
  acknowledge(secret, 'NIST.800.53.R5-SecretsManagerRotationEnabled', why);
  unitPolicyOf(foundation, 'processing').addStatements(
    new PolicyStatement({
      sid: `Read${id}Secret`,
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      resources: [secret.ref],
    }),
  );
  unitPolicyOf(foundation, 'operator').addStatements(
    new PolicyStatement({
      sid: `PutIn${id}Secret`,
      // Putting a value in does not read one.
      actions: ['secretsmanager:PutSecretValue', 'secretsmanager:RestoreSecret'],
      resources: [secret.ref],
    }),
  );
  new CfnParameter(training, `Parameter${id}Secret`, {
    name: `/${settings.name}/resources/${name}-secret`,
    type: 'String',
    value: `${settings.name}/${name}`,
  });
}
