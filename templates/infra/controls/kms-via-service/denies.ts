import { partitionOf } from '../../../judge/place.ts';
import type { KeyName } from '../../foundation.ts';

/** EC2 stands for the volumes of jobs, which are EBS volumes, and ECR for images of one's own. */
export const servicesOf: Partial<Record<KeyName, string[]>> = {
  data: ['s3', 'sagemaker', 'ec2', 'ecr'],
  secrets: ['secretsmanager'],
};

export const keyUses = ['kms:CreateGrant', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * Uses by this account's principals that come from no listed service; a direct one has no such key, and a negated
 * operator holds for that as well. AWS KMS Developer Guide, "kms:ViaService", has amazonaws.com; in China a service may
 * are there with the partition's own suffix, and KMS alone sets the key, so both are let through.
 */
export function directUse(services: string[], region: string, account: string) {
  const suffixes = [...new Set(['amazonaws.com', partitionOf(region).suffix])];
  return {
    StringEquals: { 'kms:CallerAccount': account },
    StringNotEquals: {
      'kms:ViaService': services.flatMap((service) => suffixes.map((suffix) => `${service}.${region}.${suffix}`)),
    },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  };
}
