import { isDeepStrictEqual } from 'node:util';
import { counts, selectedValue } from '../../src/rehearse/filter-pattern.ts';
import type { Alarm } from '../../templates/infra/alerts/alarm.ts';
import type { TrailFilter } from '../../templates/infra/alerts/trail-count.ts';

/** What one event adds to the metrics that an alarm sums up. */
export function sum({ metrics }: Alarm, filters: TrailFilter[], event: object): number {
  return filters.reduce((total, { pattern, value = '1', dimensions = {} }) => {
    const found = Object.entries(dimensions).map(([key, selector]) => [key, selectedValue(event, selector)]);
    const watched = metrics.some((metric) => isDeepStrictEqual(metric.dimensions, Object.fromEntries(found)));
    return watched && counts(pattern, event) ? total + Number(value) : total;
  }, 0);
}
