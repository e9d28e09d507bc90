import type { KeyName } from '../../foundation.ts';

/** EC2 stands for the volumes of jobs, which are EBS volumes. */
export const servicesOf: Partial<Record<KeyName, string[]>> = {
  data: ['s3', 'sagemaker', 'ec2'],
  secrets: ['secretsmanager'],
};

export const uses = ['kms:CreateGrant', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * Uses by this account's principals that come from no listed service; a direct one has no such key, and a negated
 * operator holds for that as well. AWS KMS Developer Guide, "kms:ViaService": the suffix is amazonaws.com in all partitions.
 */
export function directUse(services: string[], region: string, account: string) {
  return {
    StringEquals: { 'kms:CallerAccount': account },
    StringNotEquals: { 'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`) },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  };
}
