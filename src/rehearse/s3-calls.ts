import type { Parameters } from '../operations/filled.ts';
import type { Address } from './address.ts';
import { inHeaders } from './s3-headers.ts';

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

/** What of a query is a parameter and no name of a sub-resource: anything else that is not known is not passed. */
const plain =
  /^(x-id|prefix|delimiter|max-keys|max-uploads|max-parts|encoding-type|continuation-token|start-after|fetch-owner|versionId|partNumber|part-number-marker|marker|key-marker|upload-id-marker|version-id-marker|response-.*|X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token)|x-amz-(checksum-mode|sdk-checksum-algorithm|checksum-crc32|checksum-crc64nvme))$/;

/** XML's entities, as a client writes a key that has such signs. */
const unescaped = (text: string) =>
  text
    .replaceAll(/&#(?:x([0-9a-f]+)|(\d+));/gi, (_, hex?: string, digits?: string) =>
      String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(digits)),
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

export interface Doomed {
  Key: string;
  VersionId?: string;
}

/** Amazon S3 API Reference, "DeleteObjects". */
function doomed(body: Buffer): Doomed[] {
  return [...body.toString().matchAll(/<Object(?:\s[^>]*)?>([\s\S]*?)<\/Object>/g)].map(([, inside = '']) => {
    const [, key = ''] = /<Key>([\s\S]*?)<\/Key>/.exec(inside) ?? [];
    const [, version] = /<VersionId>([\s\S]*?)<\/VersionId>/.exec(inside) ?? [];
    return { Key: unescaped(key), ...(version && version !== 'null' && { VersionId: unescaped(version) }) };
  });
}

/** The operation and its parameters; `operation` is what the query or a header names where nothing is known of it. */
export function s3Call(
  method: string,
  { steps: [bucket = '', ...rest], query: pairs }: Address,
  headers: Record<string, string>,
  body: Buffer,
): { operation: string; parameters: Parameters } {
  const query = new Map(pairs);
  const key = rest.join('/');
  const list = (key ? onObject : onBucket)[method] ?? [];
  const found = list.find(([name]) => name === '' || query.has(name));
  // One sub-resource only: two readers could choose differently.
  const strange = [...query.keys()].filter((name) => name !== found?.[0] && !plain.test(name));
  const { parameters: given, unknown } = inHeaders(headers);
  const parameters: Parameters = { Bucket: bucket, ...(key && { Key: key }), ...given };
  for (const [name, parameter] of Object.entries(fromQuery)) {
    if (query.has(name)) parameters[parameter] = query.get(name);
  }
  if (!found || strange.length + unknown.length > 0) {
    const what = [...strange, ...unknown].join('&');
    return {
      operation: bucket || what ? `${method} ${key ? 'object' : 'bucket'} ?${what}` : 'ListBuckets',
      parameters,
    };
  }
  if (!bucket) return { operation: 'ListBuckets', parameters };
  const [, operation] = found;
  if (operation === 'DeleteObjects') parameters.Delete = { Objects: doomed(body) };
  const copies: Record<string, string> = { PutObject: 'CopyObject', UploadPart: 'UploadPartCopy' };
  return { operation: given.CopySource ? (copies[operation] ?? `${operation} of a copy`) : operation, parameters };
}
