import { trailFilterChecks } from '../../alerts/trail-filter-check.ts';
import type { Check, Judged } from '../check.ts';
import { cisAlarm, filters } from './filters.ts';

export function checks({ settings }: Judged): Check[] {
  return filters.flatMap((filter) =>
    trailFilterChecks(
      settings,
      `${filter.cis}: the trail's log group counts when ${filter.description}`,
      filter.id,
      cisAlarm(settings.name, filter),
      () => filter.pattern,
    ),
  );
}
