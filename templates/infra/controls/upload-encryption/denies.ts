/**
 * Conditions under which an upload is denied, by statement. The `Null` key lets an upload without the header through:
 * SDKs send none, and the bucket's default encryption then applies. `StringNotEquals` alone holds for an absent
 * key as well, and would deny them all (IAM User Guide, "Condition operators").
 */
export function uploadDenies(keyArn: string): Record<string, Record<string, Record<string, string>>> {
  const header = 's3:x-amz-server-side-encryption';
  return {
    OnlyKms: { Null: { [header]: 'false' }, StringNotEquals: { [header]: 'aws:kms' } },
    OnlyDataKey: {
      Null: { [`${header}-aws-kms-key-id`]: 'false' },
      StringNotEquals: { [`${header}-aws-kms-key-id`]: keyArn },
    },
    // A key that only the caller has (SSE-C) would make the object unreadable for its owner.
    NoCustomerKeys: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
  };
}
