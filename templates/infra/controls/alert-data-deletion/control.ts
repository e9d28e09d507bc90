import { makeAlerts } from '../../alerts/rule.ts';
import type { Foundation } from '../../foundation.ts';
import { alerts } from './alerts.ts';

export function apply(foundation: Foundation): void {
  for (const { resource } of foundation.ownBuckets) {
    // Without this S3 sends nothing to EventBridge (Amazon S3 User Guide, "Enabling Amazon EventBridge").
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
  makeAlerts(foundation, alerts);
}
