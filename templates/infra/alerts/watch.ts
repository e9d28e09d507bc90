import { partitionOf } from '../../judge/place.ts';
import type { Settings } from '../config.ts';

/** The region beside the one with the events of global services, for repositories that are in that one. */
const beside: Record<string, string> = {
  aws: 'us-west-2',
  'aws-cn': 'cn-northwest-1',
  'aws-us-gov': 'us-gov-east-1',
};

/**
 * Where alerts about alerts go; undefined where their topic is in the home region, too. By default the region that has a
 * stack already, for the events of global services.
 */
export function watchRegionOf({ region, globalStack, alerting }: Settings): string | undefined {
  const { watchRegion = 'default' } = alerting;
  if (watchRegion === null) return undefined;
  if (watchRegion !== 'default') return watchRegion;
  if (!globalStack) return undefined;
  const { partition, globalRegion } = partitionOf(region);
  return globalRegion === region ? beside[partition] : globalRegion;
}

/** With an existing topic, who is told when it fails is its owner's to settle. */
export const hasWatch = ({ alerting }: Settings): boolean => !alerting.topicArn;

/** Names that the two sides share. */
export const watchNames = ({ name }: Settings) => ({
  rule: `${name}-watch`,
  heartbeat: `${name}-watch-heartbeat`,
  alarms: `${name}-watch-alarms`,
  role: `${name}-watch-events`,
  queue: `${name}-watch-undelivered`,
});

/** Keeps what rules of the region of global services could not send home. */
export const forwardQueue = ({ name }: Pick<Settings, 'name'>): string => `${name}-forward-undelivered`;

/** Alarms that say whether alerts arrive. */
export const deliveryAlarms = ({ name }: Settings): string => `${name}-alerts-`;
