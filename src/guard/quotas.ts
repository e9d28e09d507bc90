import { judging } from '../judging/judging.ts';
import type { TooLong } from '../judging/quotas.ts';
import type { Objection } from './guard.ts';

/** What the later templates have that is too long for its service, and the earlier ones had not: a deployment would fail at it. */
export function outgrown(before: readonly TooLong[], after: readonly TooLong[]): Objection[] {
  return after
    .filter(({ resource, size }) => size > (before.find((one) => one.resource === resource)?.size ?? 0))
    .map(({ resource, type, size, most, source }) => ({
      what: `${resource} (${type}) would have ${size} characters, and AWS allows ${most} (${source}): its deployment fails`,
      fix: 'Remove a unit that needs a line in it, or give the unit a shorter name, or continue without the guards: --without-guards',
    }));
}

export const outgrownBetween = (before: string, after: string): Promise<Objection[]> =>
  judging((engine) => outgrown(engine.tooLongIn(before), engine.tooLongIn(after)));
