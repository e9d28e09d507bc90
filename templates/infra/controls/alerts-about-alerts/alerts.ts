import { partitionOf } from '../../../judge/place.ts';
import type { Alert } from '../../alerts/alert.ts';
import { alarmState } from '../../alerts/tellings.ts';
import { stateChanges } from './patterns.ts';

export const alerts: Alert[] = [
  {
    id: 'queue-elsewhere',
    severity: 'high',
    description: 'Events of another region could not be sent for a day',
    runbook: 'alerts-not-delivered',
    tells: alarmState,
    global: true,
    when: ({ region, globalStack }) => globalStack && partitionOf(region).globalRegion !== region,
    pattern: ({ settings }) => ({ region: [partitionOf(settings.region).globalRegion], ...stateChanges(settings) }),
  },
];
