import { type Operation, one, type ServiceTable } from './table.ts';

const key = 'arn:{partition}:kms:{region}:{account}:key/{stored:KeyArn|KeyId}';
const about = (action: string, context?: Record<string, string>): Operation => one(`kms:${action}`, key, context);
const signs = { 'kms:SigningAlgorithm': '{SigningAlgorithm}', 'kms:MessageType': '{MessageType}' };
const encrypts = {
  'kms:EncryptionContext:{EncryptionContext[key]}': '{EncryptionContext[value]}',
  'kms:EncryptionContextKeys': '{EncryptionContext[key]}',
};

export const kms: ServiceTable = {
  service: 'kms',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for AWS Key Management Service"',
    'AWS KMS Developer Guide, "AWS KMS condition keys"',
  ],
  operations: {
    Sign: about('Sign', signs),
    Verify: about('Verify', signs),
    GetPublicKey: about('GetPublicKey'),
    Encrypt: about('Encrypt', encrypts),
    Decrypt: about('Decrypt', encrypts),
    GenerateDataKey: about('GenerateDataKey', encrypts),
    DescribeKey: about('DescribeKey'),
    GetKeyPolicy: about('GetKeyPolicy'),
    PutKeyPolicy: about('PutKeyPolicy'),
    GetKeyRotationStatus: about('GetKeyRotationStatus'),
    EnableKey: about('EnableKey'),
    DisableKey: about('DisableKey'),
    EnableKeyRotation: about('EnableKeyRotation'),
    DisableKeyRotation: about('DisableKeyRotation'),
    ScheduleKeyDeletion: about('ScheduleKeyDeletion', {
      'kms:ScheduleKeyDeletionPendingWindowInDays': '{PendingWindowInDays}',
    }),
    CancelKeyDeletion: about('CancelKeyDeletion'),
    CreateGrant: about('CreateGrant', {
      'kms:GranteePrincipal': '{GranteePrincipal}',
      'kms:GrantOperations': '{Operations[]}',
    }),
    RevokeGrant: about('RevokeGrant'),
    ListGrants: about('ListGrants'),
    ListKeys: one('kms:ListKeys', '*'),
    ListAliases: one('kms:ListAliases', '*'),
    DeleteAlias: {
      caller: [
        { action: 'kms:DeleteAlias', on: 'arn:{partition}:kms:{region}:{account}:{AliasName}' },
        { action: 'kms:DeleteAlias', on: '{stored:KeyArn}', when: 'stored:KeyArn' },
      ],
    },
  },
};
