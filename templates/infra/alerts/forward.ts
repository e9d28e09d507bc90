import type { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { partitionOf } from '../../judge/place.ts';
import { type Foundation, name } from '../foundation.ts';
import { type Alert, isForwarded, stateOf } from './alert.ts';
import { makeEventRole } from './event-role.ts';
import { alertScopeOf, constructId } from './scope.ts';
import { makeQueue, makeQueueAlarm } from './undelivered.ts';
import { forwardQueue } from './watch.ts';

/**
 * Sends the events of a global service from the one region where they are to the repository's own.
 * Amazon EventBridge User Guide, "Sending and receiving events between AWS Regions".
 */
export function forwardToHome(foundation: Foundation, alert: Alert): void {
  const { audit, settings } = foundation;
  if (!isForwarded(settings.region)) return;
  const stack = globalStack(foundation);
  new CfnRule(stack, `Forward${constructId(alert.id)}`, {
    name: `${settings.name}-forward-${alert.id}`,
    description: `To ${settings.region}: ${alert.description}`,
    state: stateOf(alert),
    eventPattern: alert.pattern(alertScopeOf(foundation)),
    targets: [
      {
        id: 'home',
        arn: homeBus(audit, settings.region),
        roleArn: `arn:${stack.partition}:iam::${stack.account}:role/${settings.name}-forward-events`,
        deadLetterConfig: { arn: (stack.node.findChild('Undelivered') as CfnQueue).attrArn },
      },
    ],
  });
}

function homeBus({ partition, account }: Stack, region: string): string {
  return `arn:${partition}:events:${region}:${account}:event-bus/default`;
}

/** One stack in the global region, made when the first alert asks for it. */
function globalStack(foundation: Foundation): Stack {
  const { audit, settings } = foundation;
  const existing = audit.node.scope?.node.tryFindChild('Global') as Stack | undefined;
  if (existing) return existing;
  const region = partitionOf(settings.region).globalRegion;
  const stack = foundation.stack('Global', { region, description: `${settings.name}: events of global services` });
  stack.addStackDependency(audit);
  const queue = forwardQueue(settings);
  name(stack, { 'forward-undelivered': makeQueue(stack, settings.name, queue) });
  makeQueueAlarm(stack, settings, queue);
  makeEventRole(foundation, {
    id: 'ForwardEvents',
    role: 'forward-events',
    description: 'Brings events of global services to the default event bus of the home region',
    rules: `arn:${audit.partition}:events:${region}:${audit.account}:rule/${settings.name}-forward-*`,
    bus: homeBus(audit, settings.region),
  });
  return stack;
}
