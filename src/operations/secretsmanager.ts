import { type Access, type Operation, one, type ServiceTable } from './table.ts';

/** AWS appends a hyphen and six characters to a secret's name; only its state tells which. */
const secret = '{stored:SecretArn|SecretId}';
const asked = { 'secretsmanager:SecretId': secret, 'secretsmanager:VersionStage': '{VersionStage}' };
const about = (action: string): Operation =>
  one(`secretsmanager:${action}`, secret, { 'secretsmanager:SecretId': secret });

/** AWS Secrets Manager User Guide, "Secret encryption and decryption": with the credentials of the caller. */
const key = (action: string): Access => ({
  action,
  on: '{stored:KeyArn}',
  when: 'stored:KeyArn',
  context: {
    'kms:ViaService': 'secretsmanager.{region}.amazonaws.com',
    'kms:EncryptionContext:SecretARN': '{stored:SecretArn}',
  },
});

export const secretsmanager: ServiceTable = {
  service: 'secretsmanager',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS Secrets Manager"'],
  operations: {
    GetSecretValue: {
      caller: [{ action: 'secretsmanager:GetSecretValue', on: secret, context: asked }, key('kms:Decrypt')],
    },
    PutSecretValue: {
      caller: [...about('PutSecretValue').caller, key('kms:GenerateDataKey'), key('kms:Decrypt')],
    },
    DescribeSecret: about('DescribeSecret'),
    GetResourcePolicy: about('GetResourcePolicy'),
    PutResourcePolicy: about('PutResourcePolicy'),
    DeleteResourcePolicy: about('DeleteResourcePolicy'),
    RotateSecret: about('RotateSecret'),
    RestoreSecret: about('RestoreSecret'),
    DeleteSecret: about('DeleteSecret'),
    UpdateSecret: about('UpdateSecret'),
    ListSecrets: one('secretsmanager:ListSecrets', '*'),
  },
};
