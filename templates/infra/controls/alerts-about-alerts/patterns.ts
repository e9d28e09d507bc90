import type { EventPattern } from '../../alerts/alert.ts';
import { deliveryAlarms } from '../../alerts/watch.ts';
import type { Settings } from '../../config.ts';

const stateChange = 'CloudWatch Alarm State Change';

/** Amazon CloudWatch User Guide, "Alarm events and EventBridge". */
export function stateChanges(settings: Settings): EventPattern {
  return {
    source: ['aws.cloudwatch'],
    'detail-type': [stateChange],
    detail: { alarmName: [{ prefix: deliveryAlarms(settings) }], state: { value: ['ALARM'] } },
  };
}

/** In the second topic's region: alarms of both, as an event keeps the region that it is from. */
export function watchedAlarms(settings: Settings, account: string, region: string): EventPattern {
  return { account: [account], region: [settings.region, region], ...stateChanges(settings) };
}

/** What rules of the home region sent on. */
export function forwardedCalls({ region }: Settings, account: string): EventPattern {
  return { account: [account], region: [region], 'detail-type': ['AWS API Call via CloudTrail'] };
}
