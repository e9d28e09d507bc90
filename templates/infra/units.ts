import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Foundation } from './foundation.ts';

const here = new URL('./units/', import.meta.url);

/** A folder below infra/units: its name, and what its unit.json says. */
export interface Unit {
  name: string;
  kind: string;
  [value: string]: unknown;
}

/** Every unit, by name: what `secure-ml add` brought, and folders of your own of the same shape. */
export function readUnits(folder: URL = here): Unit[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => ({ ...JSON.parse(readFileSync(new URL(`${name}/unit.json`, folder), 'utf8')), name }));
}

/** Lets every unit add its parts, before the controls harden them. */
export async function applyUnits(foundation: Foundation): Promise<void> {
  for (const unit of foundation.settings.units) {
    const { apply } = (await import(new URL(`${unit.name}/unit.ts`, here).href)) as {
      apply(foundation: Foundation, unit: Unit): void;
    };
    apply(foundation, unit);
  }
}
