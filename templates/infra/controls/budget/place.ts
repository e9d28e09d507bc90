import { partitionOf } from '../../../judge/place.ts';
import type { Settings } from '../../config.ts';
import declaration from './control.json' with { type: 'json' };

/** Somebody to tell: AWS Cost Management API Reference, "Subscriber"; ten e-mail addresses and one topic a notification. */
export interface Subscriber {
  subscriptionType: 'EMAIL' | 'SNS';
  address: string;
}

/**
 * The region of a budget where CloudFormation has no such type at home: budgets are of the whole account. Undefined where
 * it is at home, and the topic there tells people.
 */
export function awayFrom({ region }: Settings): string | undefined {
  return declaration.regions.not.includes(region) ? partitionOf(region).globalRegion : undefined;
}

export function subscribers(settings: Settings, topicArn: string): Subscriber[] {
  if (!awayFrom(settings)) return [{ subscriptionType: 'SNS', address: topicArn }];
  return settings.alerting.emails.slice(0, 10).map((address) => ({ subscriptionType: 'EMAIL', address }));
}
