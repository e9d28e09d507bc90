import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Foundation } from '../foundation.ts';
import { type Alert, chosenAlerts, stateOf } from './alert.ts';
import { forwardToHome } from './forward.ts';
import { messageOf } from './message.ts';
import { alertScopeOf, constructId } from './scope.ts';
import { topicsFor } from './topics.ts';
import { watchTarget } from './watch-message.ts';

/** A rule for each chosen alert, which sends a message to the alerts topic. */
export function makeAlerts(foundation: Foundation, alerts: Alert[]): void {
  const { audit, settings, undelivered } = foundation;
  for (const alert of chosenAlerts(alerts, settings)) {
    const { paths, template } = messageOf(settings, alert);
    new CfnRule(audit, `${constructId(alert.id)}Rule`, {
      name: `${settings.name}-${alert.id}`,
      description: `${alert.description} (${alert.severity}; docs/runbooks/${alert.runbook}.md)`,
      state: stateOf(alert),
      eventPattern: alert.pattern(alertScopeOf(foundation)),
      targets: [
        ...topicsFor(foundation, alert).map(({ id, arn }) => ({
          id,
          arn,
          ...(undelivered && { deadLetterConfig: { arn: undelivered } }),
          inputTransformer: { inputPathsMap: paths, inputTemplate: template },
        })),
        ...(alert.watched && foundation.watch ? [watchTarget(foundation, 'calls')] : []),
      ],
    });
    if (alert.global) forwardToHome(foundation, alert);
  }
}
