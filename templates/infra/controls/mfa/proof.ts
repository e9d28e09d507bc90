import type { Check, Judged } from '../check.ts';
import { otherTrusts, trustCheck } from './trust-proof.ts';

export function checks({ settings }: Judged): Check[] {
  const roles = ['engineer', 'approver', 'operator', 'reviewer'] as const;
  return [...roles.map((role) => trustCheck(settings, role, role)), otherTrusts(settings)];
}
