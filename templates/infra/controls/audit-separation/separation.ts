import { readFileSync } from 'node:fs';
import type { Settings } from '../../config.ts';

/** Where the record is kept and, unless the organization keeps it, why it is not kept elsewhere. */
export function separation({ trail }: Pick<Settings, 'trail'>): Record<string, string> {
  if (trail === 'organization') return { trail };
  const { reason } = JSON.parse(readFileSync(new URL('reason.json', import.meta.url), 'utf8')) as { reason: string };
  return { trail, reason };
}

/** All that a role of the workload could do with the record. */
export const acts = ['s3:GetObject*', 's3:PutObject*', 's3:DeleteObject*', 's3:ListBucket*', 's3:PutBucket*'];
