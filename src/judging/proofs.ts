import type { Check, Judged } from '../../templates/infra/controls/check.ts';

export type Checks = (judged: Judged) => Check[];

/** The checks of the generator's own controls, by id. In the package, scripts/bundle/judge.ts has them compiled in. */
export async function builtInChecks(ids: string[]): Promise<Map<string, Checks>> {
  const load = async (id: string): Promise<[string, Checks]> => {
    const file = new URL(`../../templates/infra/controls/${id}/proof.ts`, import.meta.url);
    const { checks } = (await import(file.href)) as { checks: Checks };
    return [id, checks];
  };
  return new Map(await Promise.all(ids.map(load)));
}
