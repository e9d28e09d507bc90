import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Check, Judged } from './controls/check.ts';
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

/** What a unit's proof.ts exports, where its kind has checks beside its rows. */
export interface UnitProof {
  checks(judged: Judged, unit: Unit): Check[];
}

export const claimTitle = (kind: string, name: string): string => `The ${kind} ${name} is what its unit.json says`;

/** What a unit's unit.ts exports. */
interface Part {
  /** Before the controls, which harden what it makes. */
  apply?(foundation: Foundation, unit: Unit): void;
  /** After the controls, for what needs keys and network; before what closes over everything. */
  close?(foundation: Foundation, unit: Unit): void;
}

/** Every unit's code with its values, in the order of their names. */
export function unitParts(
  units: readonly Unit[],
): Promise<{ apply(on: Foundation): void; close(on: Foundation): void }[]> {
  return Promise.all(
    units.map(async (unit) => {
      const { apply, close } = (await import(new URL(`${unit.name}/unit.ts`, here).href)) as Part;
      return { apply: (on) => apply?.(on, unit), close: (on) => close?.(on, unit) };
    }),
  );
}
