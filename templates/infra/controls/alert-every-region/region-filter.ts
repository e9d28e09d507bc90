import type { AlertScope, Severity } from '../../alerts/alert.ts';
import type { Settings } from '../../config.ts';

/** Calls that are recorded in the region that was called, which a rule of one region does not see. */
export interface RegionFilter {
  id: string;
  severity: Severity;
  description: string;
  runbook: string;
  when?(settings: Settings): boolean;
  /** Amazon CloudWatch Logs User Guide, "Filter pattern syntax for metric filters". */
  pattern(settings: Settings): string;
  /**
   * Roles whose calls are taken off again, where their names have the account in them. A pattern is text that is judged
   * without an account, and `*` in the account's place would also leave out a role that somebody made.
   */
  except?: { names: string; roles(scope: AlertScope): string[] };
}
