import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The files, and what an organization takes: AWS Organizations User Guide, "Quotas", characters of a policy. */
export const policyFiles = { scp: 5120, 'scp-records': 5120, rcp: 5120 } as const;

export type PolicyFile = keyof typeof policyFiles;

export function readPolicy(file: PolicyFile): string {
  return readFileSync(new URL(`../../../organization/${file}.json`, import.meta.url), 'utf8');
}

/** SHA-256 of each file's text: what a reviewer compares with `aws organizations describe-policy`. */
export function digests(textOf: (file: PolicyFile) => string): Record<PolicyFile, string> {
  const digest = (file: PolicyFile) => createHash('sha256').update(textOf(file)).digest('hex');
  return { scp: digest('scp'), 'scp-records': digest('scp-records'), rcp: digest('rcp') };
}
