import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { type Foundation, name } from '../../foundation.ts';
import { keyPolicy } from '../customer-keys/policy.ts';

export function apply(foundation: Foundation): void {
  const { training, settings, roles } = foundation;
  const key = new Key(training, 'Signing', {
    description: `${settings.name}: signs what the evaluation of a model found`,
    keySpec: KeySpec.ECC_NIST_P256,
    keyUsage: KeyUsage.SIGN_VERIFY,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    policy: keyPolicy(training, 'secrets', settings.name),
  });
  new Alias(training, 'SigningAlias', { aliasName: `alias/${settings.name}-signing`, targetKey: key });
  foundation.signingKey = key;
  name(training, { 'signing-key': key.keyArn });
  const only = { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } };
  roles.evaluation.policy.addStatements(
    new PolicyStatement({
      sid: 'SignEvaluations',
      actions: ['kms:Sign'],
      resources: [key.keyArn],
      conditions: only,
    }),
  );
  for (const role of [roles.registration, roles.approver]) {
    role.policy.addStatements(
      new PolicyStatement({ sid: 'VerifyEvaluations', actions: ['kms:Verify'], resources: [key.keyArn] }),
    );
  }
}
