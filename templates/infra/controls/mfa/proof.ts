import type { Check, Judged } from '../check.ts';
import { trustCheck } from './trust-proof.ts';

export function checks({ settings }: Judged): Check[] {
  return (['engineer', 'approver', 'operator', 'reviewer'] as const).map((role) => trustCheck(settings, role, role));
}
