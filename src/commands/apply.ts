import type { Sourced } from '../answers/answers.ts';
import { Refusal } from '../refusal.ts';
import type { Call } from './call.ts';

/**
 * Brings changed answers into the repository by the same merge as `upgrade`, with the version that it has. Answers the
 * exit code of that merge.
 */
export async function apply(_sourced: Sourced, _call: Call): Promise<number> {
  throw new Refusal({
    code: 'upgrade/absent',
    what: 'This version cannot merge changed answers yet',
    fix: 'Edit settings.json; it turns on only what infra/controls/ holds.',
  });
}
