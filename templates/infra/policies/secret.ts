import { CfnDeletionPolicy, Lazy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnResourcePolicy, CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge } from '../acknowledge.ts';
import { type Foundation, name } from '../foundation.ts';

interface Wanted {
  /** As a construct id: DataSource. */
  id: string;
  /** What rows call it. */
  proofName: string;
  /** Below the project's name: data-provider. */
  secretName: string;
  description: string;
  /** ARNs of who may read its value, asked at synthesis. */
  readers(): string[];
}

/** A secret whose value a person puts in, and that refuses everyone but its readers. Those who may read get their rights from the caller. */
export function makeSecret({ settings, training, keys }: Foundation, wanted: Wanted): CfnSecret {
  const { id, proofName, secretName, description, readers } = wanted;
  const secret = new CfnSecret(training, id, {
    name: `${settings.name}/${secretName}`,
    description,
    // A random value that is of no use anywhere: the secret exists before somebody puts the real one in.
    generateSecretString: { passwordLength: 32, excludePunctuation: true },
    ...(keys.secrets && { kmsKeyId: keys.secrets.keyArn }),
  });
  // A try that fails takes it along, so that the next one finds its name free.
  secret.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  secret.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
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
        conditions: { ArnNotLike: { 'aws:PrincipalArn': Lazy.list({ produce: readers }) } },
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
  const attachment = new CfnResourcePolicy(training, `${id}Policy`, {
    secretId: secret.ref,
    resourcePolicy: policy,
    blockPublicPolicy: true,
  });
  // A secret that outlives its stack still refuses everyone but its readers.
  attachment.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  attachment.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  name(training, { [proofName]: secret.ref });
  return secret;
}
