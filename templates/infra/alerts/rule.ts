import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Foundation } from '../foundation.ts';
import { type Alert, chosenAlerts, stateOf } from './alert.ts';
import { forwardToHome } from './forward.ts';
import { inputPaths, messageTemplate } from './message.ts';
import { constructId, scopeOf } from './scope.ts';
import { watchTarget } from './watch-message.ts';

/** A rule for each chosen alert, which sends a message to the alerts topic. */
export function makeAlerts(foundation: Foundation, alerts: Alert[]): void {
  const { audit, settings, topic, undelivered } = foundation;
  for (const alert of chosenAlerts(alerts, settings)) {
    new CfnRule(audit, `${constructId(alert.id)}Rule`, {
      name: `${settings.name}-${alert.id}`,
      description: `${alert.description} (${alert.severity}; docs/runbooks/${alert.runbook}.md)`,
      state: stateOf(alert),
      eventPattern: alert.pattern(scopeOf(foundation)),
      targets: [
        {
          id: 'alerts',
          arn: topic.arn,
          ...(undelivered && { deadLetterConfig: { arn: undelivered } }),
          inputTransformer: { inputPathsMap: inputPaths, inputTemplate: messageTemplate(settings, alert) },
        },
        ...(alert.watched && foundation.watch ? [watchTarget(foundation)] : []),
      ],
    });
    if (alert.global) forwardToHome(foundation, alert);
  }
}
