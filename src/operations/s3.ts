import { type Access, type Operation, one, type ServiceTable } from './table.ts';

const bucket = 'arn:{partition}:s3:::{Bucket}';
const object = `${bucket}/{Key}`;

/** Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys": S3 asks with the caller's credentials. */
const key = (action: string, on: string): Access => ({
  action,
  on,
  when: on.slice(1, -1),
  context: {
    'kms:ViaService': 's3.{region}.amazonaws.com',
    'kms:EncryptionContext:aws:s3:arn': '{stored:EncryptedArn}',
  },
});

const written = {
  's3:x-amz-server-side-encryption': '{ServerSideEncryption}',
  's3:x-amz-server-side-encryption-aws-kms-key-id': '{SSEKMSKeyId}',
  's3:x-amz-server-side-encryption-customer-algorithm': '{SSECustomerAlgorithm}',
  's3:x-amz-acl': '{ACL}',
  's3:x-amz-storage-class': '{StorageClass}',
};
const generates = key('kms:GenerateDataKey', '{SSEKMSKeyId|stored:KeyArn}');
const decrypts = key('kms:Decrypt', '{stored:KeyArn}');

/** The action on the current object, or the other one where the call names a version. */
const versioned = (action: string, ofVersion: string, context?: Record<string, string>): Access[] => [
  { action, on: object, unless: 'VersionId', ...(context && { context }) },
  { action: ofVersion, on: object, when: 'VersionId', context: { ...context, 's3:VersionId': '{VersionId}' } },
];

/** An object that the malware scan found clean, which is what a bucket with such a scan lets be read. */
const clean = { 's3:ExistingObjectTag/GuardDutyMalwareScanStatus': 'NO_THREATS_FOUND' };
const reads: Operation = { caller: [...versioned('s3:GetObject', 's3:GetObjectVersion', clean), decrypts] };
/** Amazon S3 User Guide, "Required permissions for Amazon S3 API operations": what a write asks where it brings more than data. */
const brings: Access[] = [
  { action: 's3:PutObjectTagging', on: object, when: 'Tagging' },
  { action: 's3:PutObjectAcl', on: object, when: 'ACL|GrantFullControl|GrantRead|GrantReadACP|GrantWriteACP' },
  { action: 's3:PutObjectRetention', on: object, when: 'ObjectLockMode|ObjectLockRetainUntilDate' },
  { action: 's3:PutObjectLegalHold', on: object, when: 'ObjectLockLegalHoldStatus' },
];
/** API Reference, "CopyObject" and "UploadPartCopy": the source is read, and its key used, by whoever copies. */
const source = 'arn:{partition}:s3:::{CopySource}';
const copied: Access[] = [
  { action: 's3:GetObject', on: source, unless: 'stored:SourceVersion', context: clean },
  {
    action: 's3:GetObjectVersion',
    on: source,
    when: 'stored:SourceVersion',
    context: { ...clean, 's3:VersionId': '{stored:SourceVersion}' },
  },
  {
    ...key('kms:Decrypt', '{stored:SourceKeyArn}'),
    context: {
      'kms:ViaService': 's3.{region}.amazonaws.com',
      'kms:EncryptionContext:aws:s3:arn': '{stored:SourceEncryptedArn}',
    },
  },
];
/** Amazon S3 User Guide, "Bypassing governance mode": asked for on top where the call says so. */
const bypasses: Access = { action: 's3:BypassGovernanceRetention', on: object, when: 'BypassGovernanceRetention' };
/** Amazon S3 User Guide, "Multipart upload API and permissions": parts of an encrypted upload take both. */
const part: Operation = {
  caller: [{ action: 's3:PutObject', on: object }, key('kms:GenerateDataKey', '{stored:KeyArn}'), decrypts],
};
const lists = { 's3:prefix': '{Prefix}', 's3:delimiter': '{Delimiter}', 's3:max-keys': '{MaxKeys}' };

export const s3: ServiceTable = {
  service: 's3',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3"',
    'Amazon S3 User Guide, "Required permissions for Amazon S3 API operations"',
  ],
  operations: {
    ListBuckets: one('s3:ListAllMyBuckets', '*'),
    HeadBucket: one('s3:ListBucket', bucket),
    ListObjects: one('s3:ListBucket', bucket, lists),
    ListObjectsV2: one('s3:ListBucket', bucket, lists),
    ListObjectVersions: one('s3:ListBucketVersions', bucket, lists),
    ListMultipartUploads: one('s3:ListBucketMultipartUploads', bucket),
    HeadObject: reads,
    GetObject: reads,
    GetObjectTagging: { caller: versioned('s3:GetObjectTagging', 's3:GetObjectVersionTagging') },
    PutObjectTagging: { caller: versioned('s3:PutObjectTagging', 's3:PutObjectVersionTagging') },
    PutObject: {
      caller: [
        { action: 's3:PutObject', on: object, context: { ...written, 's3:if-none-match': '{IfNoneMatch}' } },
        generates,
        ...brings,
      ],
    },
    CopyObject: {
      caller: [...copied, { action: 's3:PutObject', on: object, context: written }, generates, ...brings],
    },
    CreateMultipartUpload: {
      caller: [{ action: 's3:PutObject', on: object, context: written }, generates, ...brings],
    },
    UploadPart: part,
    UploadPartCopy: { caller: [...copied, ...part.caller] },
    CompleteMultipartUpload: part,
    AbortMultipartUpload: one('s3:AbortMultipartUpload', object),
    ListParts: one('s3:ListMultipartUploadParts', object),
    DeleteObject: { caller: [...versioned('s3:DeleteObject', 's3:DeleteObjectVersion'), bypasses] },
    DeleteObjects: one('s3:DeleteObject', `${bucket}/{Delete.Objects[].Key}`),
    GetBucketLocation: one('s3:GetBucketLocation', bucket),
    GetBucketPolicy: one('s3:GetBucketPolicy', bucket),
    PutBucketPolicy: one('s3:PutBucketPolicy', bucket),
    DeleteBucketPolicy: one('s3:DeleteBucketPolicy', bucket),
    GetBucketPolicyStatus: one('s3:GetBucketPolicyStatus', bucket),
    GetBucketVersioning: one('s3:GetBucketVersioning', bucket),
    PutBucketVersioning: one('s3:PutBucketVersioning', bucket),
    GetBucketEncryption: one('s3:GetEncryptionConfiguration', bucket),
    PutBucketEncryption: one('s3:PutEncryptionConfiguration', bucket),
    GetPublicAccessBlock: one('s3:GetBucketPublicAccessBlock', bucket),
    PutPublicAccessBlock: one('s3:PutBucketPublicAccessBlock', bucket),
    DeletePublicAccessBlock: one('s3:PutBucketPublicAccessBlock', bucket),
    GetObjectLockConfiguration: one('s3:GetBucketObjectLockConfiguration', bucket),
    PutObjectLockConfiguration: one('s3:PutBucketObjectLockConfiguration', bucket),
    PutBucketLifecycleConfiguration: one('s3:PutLifecycleConfiguration', bucket),
    PutBucketNotificationConfiguration: one('s3:PutBucketNotification', bucket),
    PutBucketReplication: one('s3:PutReplicationConfiguration', bucket),
    PutBucketLogging: one('s3:PutBucketLogging', bucket),
    DeleteBucket: one('s3:DeleteBucket', bucket),
  },
};
