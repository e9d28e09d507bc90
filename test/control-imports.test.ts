import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tiers } from '../src/answers/answers.ts';
import { type Declaration, readCatalog } from '../src/plan/catalog.ts';

const templates = new URL('../templates/', import.meta.url);
const catalog = new Map(readCatalog(templates.pathname).map((one) => [one.id, one]));

/** Controls whose files a control's own import. */
function importedBy(id: string): string[] {
  const folder = new URL(`infra/controls/${id}/`, templates);
  const text = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'));
  return text.flatMap((one) => [...one.matchAll(/from '\.\.\/([a-z0-9-]+)\//g)].map(([, other]) => String(other)));
}

const each = (when: Declaration['when']) => [when ?? []].flat().map((one) => JSON.stringify(one));
const same = (one: unknown, another: unknown) =>
  another === undefined || JSON.stringify(one) === JSON.stringify(another);

/** Is the other one written wherever this one is? */
function isThere({ from, when, partitions, regions }: Declaration, other: Declaration): boolean {
  const early = tiers.indexOf(other.from) <= tiers.indexOf(from);
  const asked = each(other.when).every((one) => each(when).includes(one));
  return early && asked && same(partitions, other.partitions) && same(regions, other.regions) && !other.optIn;
}

describe('a folder that is written only where its control is on', () => {
  it.each([...catalog.values()])(
    'is missed nowhere: $id imports from none that may be absent where it is',
    (control) => {
      const absent = importedBy(control.id).filter((id) => !isThere(control, catalog.get(id) as Declaration));
      expect(absent).toEqual([]);
    },
  );
});
