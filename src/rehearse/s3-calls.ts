import type { Parameters } from '../operations/filled.ts';

/** Amazon S3 API Reference: which operation a method means on a bucket or on an object, by what the query names. */
const onObject: Record<string, [query: string, operation: string][]> = {
  GET: [
    ['tagging', 'GetObjectTagging'],
    ['uploadId', 'ListParts'],
    ['', 'GetObject'],
  ],
  HEAD: [['', 'HeadObject']],
  PUT: [
    ['tagging', 'PutObjectTagging'],
    ['uploadId', 'UploadPart'],
    ['', 'PutObject'],
  ],
  POST: [
    ['uploads', 'CreateMultipartUpload'],
    ['uploadId', 'CompleteMultipartUpload'],
  ],
  DELETE: [
    ['tagging', 'DeleteObjectTagging'],
    ['uploadId', 'AbortMultipartUpload'],
    ['', 'DeleteObject'],
  ],
};
const onBucket: Record<string, [query: string, operation: string][]> = {
  GET: [
    ['list-type', 'ListObjectsV2'],
    ['versions', 'ListObjectVersions'],
    ['uploads', 'ListMultipartUploads'],
    ['location', 'GetBucketLocation'],
    ['policy', 'GetBucketPolicy'],
    ['policyStatus', 'GetBucketPolicyStatus'],
    ['versioning', 'GetBucketVersioning'],
    ['encryption', 'GetBucketEncryption'],
    ['publicAccessBlock', 'GetPublicAccessBlock'],
    ['object-lock', 'GetObjectLockConfiguration'],
    ['', 'ListObjects'],
  ],
  HEAD: [['', 'HeadBucket']],
  PUT: [
    ['policy', 'PutBucketPolicy'],
    ['versioning', 'PutBucketVersioning'],
    ['encryption', 'PutBucketEncryption'],
    ['publicAccessBlock', 'PutPublicAccessBlock'],
    ['object-lock', 'PutObjectLockConfiguration'],
    ['lifecycle', 'PutBucketLifecycleConfiguration'],
    ['notification', 'PutBucketNotificationConfiguration'],
    ['replication', 'PutBucketReplication'],
    ['logging', 'PutBucketLogging'],
  ],
  POST: [['delete', 'DeleteObjects']],
  DELETE: [
    ['policy', 'DeleteBucketPolicy'],
    ['publicAccessBlock', 'DeletePublicAccessBlock'],
    ['', 'DeleteBucket'],
  ],
};

const fromQuery = { prefix: 'Prefix', delimiter: 'Delimiter', 'max-keys': 'MaxKeys', versionId: 'VersionId' };
const fromHeaders = {
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
  'x-amz-acl': 'ACL',
  'x-amz-storage-class': 'StorageClass',
  'if-none-match': 'IfNoneMatch',
};

/** What of a query is a parameter and no name of a sub-resource: anything else that is not known is not passed. */
const plain =
  /^(x-id|list-type|prefix|delimiter|max-keys|encoding-type|continuation-token|start-after|fetch-owner|versionId|partNumber|uploadId|marker|key-marker|version-id-marker|response-.*|x-amz-.*)$/i;

/** The operation and its parameters; `operation` is what the query names where nothing is known of it. */
export function s3Call(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: Buffer,
): { operation: string; parameters: Parameters } {
  const { pathname, searchParams } = new URL(url, 'http://stand-in');
  const [bucket = '', ...rest] = pathname.slice(1).split('/').map(decodeURIComponent);
  const key = rest.join('/');
  const strange = [...searchParams.keys()].filter((name) => !plain.test(name));
  const list = (key ? onObject : onBucket)[method] ?? [];
  const found = list.find(([query]) => (query === '' ? strange.length === 0 : searchParams.has(query)));
  const copied = headers['x-amz-copy-source'];
  const operation = bucket ? found?.[1] : 'ListBuckets';
  const parameters: Parameters = { Bucket: bucket, ...(key && { Key: key }) };
  for (const [name, parameter] of Object.entries(fromQuery)) {
    if (searchParams.has(name)) parameters[parameter] = searchParams.get(name);
  }
  for (const [name, parameter] of Object.entries(fromHeaders)) if (headers[name]) parameters[parameter] = headers[name];
  if (copied)
    parameters.CopySource = decodeURIComponent(copied)
      .replace(/^\//, '')
      .replace(/\?versionId=.*$/, '');
  if (operation === 'DeleteObjects') {
    parameters.Delete = {
      Objects: [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, name]) => ({ Key: name })),
    };
  }
  const copies = copied && operation === 'PutObject' ? 'CopyObject' : operation;
  return { operation: copies ?? `${method} ${key ? 'object' : 'bucket'} ?${strange.join('&')}`, parameters };
}
