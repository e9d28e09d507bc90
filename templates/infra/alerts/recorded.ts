import type { Settings } from '../config.ts';
import { tierFacts } from '../tiers.ts';

/** Does a trail of this repository record calls on objects? Another trail may or may not. */
export function recordsObjects({ trail, sensitivity }: Settings): boolean {
  return trail === 'create' && tierFacts[sensitivity].dataEvents !== 'none';
}
