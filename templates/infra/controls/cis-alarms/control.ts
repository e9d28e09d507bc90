import { makeTrailFilters } from '../../alerts/trail-filter.ts';
import type { Foundation } from '../../foundation.ts';
import { cisAlarm, cisFilters } from './filters.ts';

export function apply(foundation: Foundation): void {
  for (const filter of cisFilters) {
    const { id: filterName, pattern } = filter;
    makeTrailFilters(foundation, [{ filterName, pattern }], cisAlarm(foundation.settings.name, filter));
  }
}
