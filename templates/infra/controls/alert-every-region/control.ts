import { alertScopeOf } from '../../alerts/scope.ts';
import { makeTrailFilters } from '../../alerts/trail-filter.ts';
import type { Foundation } from '../../foundation.ts';
import { chosenFilters, counted, regionAlarm } from './filters.ts';

export function apply(foundation: Foundation): void {
  const scope = alertScopeOf(foundation);
  for (const filter of chosenFilters(foundation.settings)) {
    makeTrailFilters(foundation, counted(filter, scope.settings), regionAlarm(filter, scope));
  }
}
