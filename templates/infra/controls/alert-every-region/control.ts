import { scopeOf } from '../../alerts/scope.ts';
import { makeTrailFilter } from '../../alerts/trail-filter.ts';
import type { Foundation } from '../../foundation.ts';
import { chosenFilters, regionAlarm } from './filters.ts';

export function apply(foundation: Foundation): void {
  const { settings } = foundation;
  for (const filter of chosenFilters(settings)) {
    makeTrailFilter(foundation, {
      filterName: filter.id,
      pattern: filter.pattern(scopeOf(foundation)),
      alarm: regionAlarm(settings.name, filter),
    });
  }
}
