import { type Check, type Judged, none } from '../controls/check.ts';
import type { Unit } from '../units.ts';
import type { Alert } from './alert.ts';
import { alertChecks, type Samples, sampleComplaint, samplesFor } from './check.ts';

/** A kind's events.json for one unit: `{unit}` is its name, and so `{{unit}}` its bucket's name, where it is a bucket. */
function samplesOf(events: unknown, { name }: Unit): Samples {
  return JSON.parse(JSON.stringify(events).replaceAll('{unit}', name)) as Samples;
}

/**
 * The alerts that a kind brings, and its events put to rules that controls make. `events` is its events.json: a key that
 * is none of its own alerts is a rule's name after the project's, and says nothing where the answers have no such rule.
 */
export function unitAlertChecks(own: Alert[], events: unknown, { settings }: Judged, unit: Unit): Check[] {
  const samples = samplesOf(events, unit);
  const ownIds = new Set(own.map(({ id }) => id));
  const shared = Object.keys(samples).filter((id) => !ownIds.has(id));
  return [
    ...alertChecks(own, samples, settings),
    ...shared.map((id) =>
      none(
        `${id}: events of ${unit.name} are caught, and near misses are not`,
        {
          type: 'AWS::Events::Rule',
          where: ({ properties }) => properties.Name === `${settings.name}-${id}`,
        },
        ({ properties }, assembly) =>
          sampleComplaint(properties.EventPattern ?? null, samplesFor(samples, assembly, settings)[id]),
      ),
    ),
  ];
}
