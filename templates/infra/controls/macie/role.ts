import { macieRole } from '../../policies/exempt.ts';

/**
 * When Macie's role may use the data key. It has no right to any key of its own, and cannot be given one but by the key's
 * policy (Amazon Macie User Guide, "Allowing Macie to use a customer managed AWS KMS key"). It may not exist yet, so it
 * is named by a condition: KMS takes no policy with a principal that does not exist.
 */
export function macieReads(at: { partition: string; region: string; account: string }) {
  return {
    ArnEquals: { 'aws:PrincipalArn': macieRole(at) },
    StringEquals: { 'kms:CallerAccount': at.account, 'kms:ViaService': `s3.${at.region}.amazonaws.com` },
  };
}
