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

/** What rules of the home region sent on: an event keeps the region that it is from. */
export function forwardedEvents({ region }: Settings, account: string): EventPattern {
  return { account: [account], region: [region], 'detail-type': [stateChange, 'AWS API Call via CloudTrail'] };
}
