import type { Answers } from '../answers/answers.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { isDeclaration } from '../overlay/units.ts';
import { Refusal } from '../refusal.ts';
import { closed, type UnitKind } from '../units/kind.ts';
import { parseUnit, type Unit } from '../units/unit.ts';
import type { Declaration } from './catalog.ts';

interface Planned {
  answers: Answers;
  controls: readonly Declaration[];
  /** Those that the repository has already: what their owner made of them goes before the overlay's. */
  units: readonly Unit[];
  kinds: readonly UnitKind[];
}

/** Units of our kinds that overlays bring: a folder with unit.json alone, to which the kind's files come. */
export function unitsOfOverlays(overlays: readonly Overlay[], { units, kinds }: Planned): Unit[] {
  const there = new Set(units.map(({ name }) => name));
  return overlays.flatMap(({ files }) =>
    [...files].flatMap(([path, { content }]): Unit[] => {
      const unit = isDeclaration(path) ? parseUnit(path, content, kinds) : undefined;
      if (!unit || there.has(unit.name)) return [];
      there.add(unit.name);
      return [unit];
    }),
  );
}

/** Those of them that the answers do not offer the kind of, in words. */
export function notOffered(units: readonly Unit[], { answers, controls, kinds }: Planned): string[] {
  const on = new Set(controls.map(({ id }) => id));
  return units.flatMap(({ name, kind }) => {
    const why = closed(kinds.find((one) => one.kind === kind) as UnitKind, answers, on);
    return why ? [`the overlay brings the ${kind} ${name}, which is not offered with these answers: ${why}`] : [];
  });
}

/** What overlays bring, or a Refusal where it is not offered. */
export function unitsBrought(overlays: readonly Overlay[], planned: Planned): Unit[] {
  const units = unitsOfOverlays(overlays, planned);
  const [fault] = notOffered(units, planned);
  if (!fault) return units;
  throw new Refusal({
    code: 'overlay/unit',
    what: `${fault[0]?.toUpperCase()}${fault.slice(1)}`,
    fix: 'Give other answers, or an overlay without it.',
  });
}
