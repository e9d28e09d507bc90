import type { Check, Judged } from '../../templates/infra/controls/check.ts';
import type { Unit } from '../../templates/infra/units.ts';

/** Those of a kind of unit are told which unit they are asked of. */
export type Checks = (judged: Judged, unit?: Unit) => Check[];

/**
 * The checks of the generator's own controls and kinds of units, by their folder below infra: controls/trail, units/bucket.
 * In the package, scripts/bundle/judge.ts has them compiled in.
 */
export async function builtInChecks(folders: string[]): Promise<Map<string, Checks>> {
  const load = async (folder: string): Promise<[string, Checks]> => {
    const file = new URL(`../../templates/infra/${folder}/proof.ts`, import.meta.url);
    const { checks } = (await import(file.href)) as { checks: Checks };
    return [folder, checks];
  };
  return new Map(await Promise.all(folders.map(load)));
}
