import type { DataBucketName, Settings } from '../../config.ts';
import { pipelinesOfUnits } from '../../policies/roles.ts';

/** Who writes where. A role that writes here and is not named raises an alert with each object. */
export const writers: { bucket: DataBucketName; prefix: string; roles: string[] }[] = [
  // The scan writes tags, not data.
  { bucket: 'raw', prefix: '', roles: ['engineer', 'malware-protection'] },
  { bucket: 'processed', prefix: '', roles: ['processing'] },
  { bucket: 'artifacts', prefix: 'code/', roles: ['engineer'] },
  { bucket: 'artifacts', prefix: 'models/', roles: ['evaluation'] },
  { bucket: 'artifacts', prefix: 'training/', roles: ['training'] },
];

/** Who starts jobs. */
export const startersIn = (settings: Settings): string[] => ['engineer', 'pipeline', ...pipelinesOfUnits(settings)];
