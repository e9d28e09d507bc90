import { templates } from '../package.ts';
import { readKinds, type UnitKind } from './kind.ts';
import reserved from './reserved.json' with { type: 'json' };
import type { Unit } from './unit.ts';

/**
 * Names that a unit does not take: what every repository has, in rows or in AWS after the project's name, and what would
 * become that with the end that a kind gives it (job and job-failed). test/units/names.test.ts asks the templates.
 */
export function takenNames(): Set<string> {
  return new Set([...reserved, ...readKinds(templates).map(({ kind }) => kind)]);
}

/** The one of these units that calls a part of its own so, or that would once it is beside a unit of this name and kind. */
export function clashOf({ name, kind }: Unit, others: readonly Unit[], kinds: readonly UnitKind[]): Unit | undefined {
  const partsOf = (unit: { name: string; kind: string }) => [
    `parameter-${unit.name}`,
    ...(kinds.find((one) => one.kind === unit.kind)?.ends ?? []).map((end) => `${unit.name}-${end}`),
  ];
  return others.find((other) => partsOf(other).includes(name) || partsOf({ name, kind }).includes(other.name));
}
