import type { Settings } from '../../config.ts';

/** Where the record is kept and, unless the organization keeps it, why it is not kept elsewhere. `reasons` gives reason.json. */
export function separation({ trail }: Pick<Settings, 'trail'>, reasons: () => string): Record<string, string> {
  if (trail === 'organization') return { trail };
  const { reason } = JSON.parse(reasons()) as { reason: string };
  return { trail, reason };
}

/** What a role of the workload could do to the record, and how it could read it. */
export const changes = ['s3:PutObject*', 's3:DeleteObject*', 's3:PutBucket*'];
export const reads = ['s3:GetObject*', 's3:ListBucket*'];
