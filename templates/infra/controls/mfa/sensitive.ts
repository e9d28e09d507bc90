/** How the session of a caller with MFA is named. A session's name has no colon, so the user id shows where it begins. */
export const mfaSession = 'mfa-*';

/** What is refused without MFA, by name. A deny may use wildcards: they make it wider, never narrower. */
export const sensitive: Record<string, { actions: string[]; data?: true }> = {
  DeleteModels: { actions: ['sagemaker:Delete*'] },
  TouchData: {
    actions: ['s3:GetObject*', 's3:PutObject*', 's3:DeleteObject*', 's3:RestoreObject'],
    data: true,
  },
  ReadOrChangeSecrets: {
    actions: [
      'secretsmanager:BatchGetSecretValue',
      'secretsmanager:DeleteSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutResourcePolicy',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecret',
      'secretsmanager:UpdateSecretVersionStage',
    ],
  },
  ChangeBuckets: {
    actions: [
      's3:DeleteBucket*',
      's3:PutAccountPublicAccessBlock',
      's3:PutBucket*',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:PutReplicationConfiguration',
    ],
  },
  ChangeKeys: {
    actions: [
      'kms:CreateGrant',
      'kms:DeleteAlias',
      'kms:DisableKey',
      'kms:DisableKeyRotation',
      'kms:PutKeyPolicy',
      'kms:ScheduleKeyDeletion',
      'kms:UpdateAlias',
    ],
  },
};

/**
 * BoolIfExists: long-term keys carry no MFA key at all, and Bool would let them through (IAM User Guide, "Condition
 * operators"). Only people have these denies: for a service's role the key is absent as well.
 */
export const withoutMfa = {
  BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
  StringNotLike: { 'aws:userid': `*:${mfaSession}` },
};
