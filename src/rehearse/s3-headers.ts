import type { Parameters } from '../operations/filled.ts';

/** Amazon S3 API Reference: headers that are parameters which somebody is asked about. */
const asked: Record<string, string> = {
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
  'x-amz-acl': 'ACL',
  'x-amz-grant-full-control': 'GrantFullControl',
  'x-amz-grant-read': 'GrantRead',
  'x-amz-grant-read-acp': 'GrantReadACP',
  'x-amz-grant-write-acp': 'GrantWriteACP',
  'x-amz-tagging': 'Tagging',
  'x-amz-object-lock-mode': 'ObjectLockMode',
  'x-amz-object-lock-retain-until-date': 'ObjectLockRetainUntilDate',
  'x-amz-object-lock-legal-hold': 'ObjectLockLegalHoldStatus',
  'x-amz-bypass-governance-retention': 'BypassGovernanceRetention',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-copy-source': 'CopySource',
  'if-none-match': 'IfNoneMatch',
};

/** Headers that change nothing of what IAM is asked. */
const silent =
  /^x-amz-(date|content-sha256|security-token|user-agent|meta-.*|checksum-.*|sdk-checksum-algorithm|request-payer|copy-source-if-.*|metadata-directive|server-side-encryption-(bucket-key-enabled|context|customer-key|customer-key-md5)|mp-object-size|max-parts|part-number-marker|if-match-.*)$/;

/** What the headers say, and those of S3 of which it is not known what they ask. */
export function inHeaders(headers: Record<string, string>): { parameters: Parameters; unknown: string[] } {
  const parameters: Parameters = {};
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    const parameter = asked[name];
    if (parameter === 'CopySource') Object.assign(parameters, copied(value));
    else if (parameter) parameters[parameter] = value;
    else if (name.startsWith('x-amz-') && !silent.test(name)) unknown.push(name);
  }
  return { parameters, unknown };
}

/** API Reference, "CopyObject": /BUCKET/KEY?versionId=ID, with what is not a letter of an address encoded. */
function copied(value: string): Parameters {
  const [, source = '', version] = /^\/?(.*?)(?:\?versionId=(.*))?$/s.exec(value) ?? [];
  return { CopySource: decodeURIComponent(source), ...(version && { CopySourceVersion: decodeURIComponent(version) }) };
}
