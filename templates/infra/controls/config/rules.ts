import type { Settings } from '../../config.ts';
import rules from './rules.json' with { type: 'json' };

/** A managed rule of AWS Config, and the control that answers it. */
export interface ManagedRule {
  control: string;
  identifier: string;
  /** Looks once a day at the whole account; the others look at what has this project's tag, when it changes. */
  daily?: boolean;
  /** Regions that lack it, by pages of 2022: a region may have more or fewer by now, and deploy says what to do. */
  not?: string[];
  /** What it looks at, and where it is. */
  page: string;
}

export const managedRules: ManagedRule[] = rules;

/** The rules of the controls that are on, where the region has them. */
export function chosenRules({ region }: Settings, enabled: readonly string[]): ManagedRule[] {
  return managedRules.filter(({ control, not = [] }) => enabled.includes(control) && !not.includes(region));
}

export function ruleName({ name }: Settings, { identifier }: ManagedRule): string {
  return `${name}-${identifier.toLowerCase().replaceAll('_', '-')}`;
}
