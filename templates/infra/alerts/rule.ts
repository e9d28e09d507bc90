import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Foundation } from '../foundation.ts';
import { inputPaths } from './check.ts';

export interface AlertRule {
  /** The rule's construct id, in the Audit stack. */
  id: string;
  /** What happened, in words that the person who is woken up reads first. */
  description: string;
  /** The page in docs/runbooks that says what to do. */
  runbook: string;
  /** Amazon EventBridge User Guide, "Creating event patterns". */
  pattern: Record<string, unknown>;
  /** Read-only calls reach a rule only in this state (EventBridge User Guide, "Events delivered via CloudTrail"). */
  state?: 'ENABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
}

/** Sends matching events to the alerts topic, as text with the account, the region, who, and the runbook. */
export function alertRule(foundation: Foundation, { id, description, runbook, pattern, state = 'ENABLED' }: AlertRule) {
  const { audit, settings, topic } = foundation;
  return new CfnRule(audit, id, {
    name: `${settings.name}-${runbook}`,
    description,
    state,
    eventPattern: pattern,
    targets: [
      {
        id: 'alerts',
        arn: topic.arn,
        inputTransformer: {
          inputPathsMap: inputPaths,
          inputTemplate: [
            `"${settings.name}: ${description}."`,
            '"<type> in account <account>, region <region>, at <time>."',
            `"What to do: docs/runbooks/${runbook}.md"`,
            '"<detail>"',
          ].join('\n'),
        },
      },
    ],
  });
}
