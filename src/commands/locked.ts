import { type Answers, defaults, type Source } from '../answers/answers.ts';
import type { Lock } from '../baseline/lock.ts';
import { readCatalog } from '../plan/catalog.ts';
import { type Plan, plan } from '../plan/plan.ts';

/** The plan that the recorded answers give today; a question that is newer than the lock takes its default. */
export function planOf(lock: Lock, templates: string, version: string): Plan {
  const name = typeof lock.answers.name === 'string' ? lock.answers.name : '';
  const answers = { ...defaults(name), ...(lock.answers as Partial<Answers>) };
  return plan(readCatalog(templates), { answers, sources: lock.sources as Record<string, Source> }, version);
}
