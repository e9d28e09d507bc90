import { Effect, type IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** How the session of a caller with MFA is named. A session's name has no colon, so the user id shows where it begins. */
export const mfaSession = 'mfa-*';

/**
 * Session names that begin with mfa- go to callers with MFA only. IAM User Guide, "Secure API access with MFA": the
 * credentials that AssumeRole returns carry no MFA information, so a later call shows it by its session's name.
 */
export function peopleTrust(principals: IPrincipal[], withoutMfa: boolean): PolicyStatement[] {
  const assume = { principals, actions: ['sts:AssumeRole'] };
  return [
    new PolicyStatement({
      sid: 'WithMfa',
      ...assume,
      conditions: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        StringLike: { 'sts:RoleSessionName': mfaSession },
      },
    }),
    ...(withoutMfa
      ? [
          new PolicyStatement({
            sid: 'WithoutMfa',
            ...assume,
            conditions: { StringNotLike: { 'sts:RoleSessionName': mfaSession } },
          }),
        ]
      : []),
  ];
}

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

export function mfaDenies(dataArns: string[]): PolicyStatement[] {
  return Object.entries(sensitive).map(
    ([sid, { actions, data }]) =>
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        actions,
        resources: data ? dataArns.map((arn) => `${arn}/*`) : ['*'],
        conditions: withoutMfa,
      }),
  );
}
