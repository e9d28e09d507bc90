import { ruleScopeOf } from '../../alerts/check.ts';
import { trailFilterChecks } from '../../alerts/trail-filter-check.ts';
import type { Check, Judged } from '../check.ts';
import { chosenFilters, counted, regionAlarm } from './filters.ts';

export function checks({ settings }: Judged): Check[] {
  return chosenFilters(settings).flatMap((filter) =>
    trailFilterChecks(
      settings,
      `${filter.id}: the trail's log group counts when ${filter.description}`,
      filter.id,
      counted(filter, settings),
      (assembly) => regionAlarm(filter, ruleScopeOf(assembly, settings)),
    ),
  );
}
