import type { Settings } from '../../config.ts';
import rules from './rules.json' with { type: 'json' };

/** A managed rule of AWS Config, and the control that answers it. */
export interface ManagedRule {
  control: string;
  identifier: string;
  /** Looks once a day at the whole account; the others look at what has this project's tag, when it changes. */
  daily?: boolean;
  /** What it looks at, and where it is: of 2026, each in every region where the control is offered. */
  page: string;
}

export const managedRules: ManagedRule[] = rules;

/** The rules of the controls that are on. */
export function chosenRules(enabled: readonly string[]): ManagedRule[] {
  return managedRules.filter(({ control }) => enabled.includes(control));
}

export function ruleName({ name }: Settings, { identifier }: ManagedRule): string {
  return `${name}-${identifier.toLowerCase().replaceAll('_', '-')}`;
}
