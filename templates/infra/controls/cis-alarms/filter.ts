import type { Severity } from '../../alerts/alert.ts';

/** A filter on the trail's log group, and the alarm on what it counts. */
export interface CisFilter {
  /** Its number in the CIS AWS Foundations Benchmark v5.0. */
  cis: string;
  id: string;
  severity: Severity;
  description: string;
  /** As the benchmark prints it. */
  pattern: string;
  /** How many in five minutes; 1 when absent. */
  threshold?: number;
}

/** The benchmark's way to write that a call is one of several. */
export function anyOf(names: string[]): string {
  return names.map((name) => `($.eventName = ${name})`).join(' || ');
}
