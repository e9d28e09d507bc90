import { trailFilterChecks } from '../../alerts/trail-filter-check.ts';
import type { Check, Judged } from '../check.ts';
import { cisAlarm, cisFilters } from './filters.ts';

export function checks({ settings }: Judged): Check[] {
  return cisFilters.flatMap((filter) =>
    trailFilterChecks(
      settings,
      `${filter.cis}: the trail's log group counts when ${filter.description}`,
      cisAlarm(settings.name, filter).id,
      [{ filterName: filter.id, pattern: filter.pattern }],
      () => cisAlarm(settings.name, filter),
    ),
  );
}
