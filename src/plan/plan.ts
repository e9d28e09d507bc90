import type { Answers } from '../answers/answers.ts';
import { controlsFor, type Declaration } from './catalog.ts';

/** What will be written, before any of it is. */
export interface Plan {
  answers: Answers;
  sources: Record<string, string>;
  /** Those that are on, in the order in which they are applied. */
  controls: Declaration[];
  version: string;
}

/** Pure: the same catalogue, answers and version give the same plan. */
export function plan(catalog: Declaration[], answered: Pick<Plan, 'answers' | 'sources'>, version: string): Plan {
  return { ...answered, controls: controlsFor(catalog, answered.answers), version };
}
