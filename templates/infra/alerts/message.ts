import type { Settings } from '../config.ts';
import type { Alert } from './alert.ts';
import { anyCall, type EventPath, eventPaths } from './tellings.ts';

type Told = Pick<Alert, 'description' | 'severity' | 'runbook' | 'tells'>;

/** An input transformer of a target, as AWS CloudFormation spells it; the CDK's spelling begins with small letters. */
export interface Message {
  paths: Record<string, string>;
  template: string;
}

/**
 * What people read: what happened and on what, who did it, where, since when, and the page that says what to do. A value
 * that an event lacks leaves its place empty, so a message has the places of its own kind of event alone.
 * Slack shows a message of ours only in its own form: Amazon Q Developer in chat applications Administrator Guide,
 * "Custom notifications". The same text then reaches the other channels as JSON.
 */
export function messageOf({ name, alerting }: Pick<Settings, 'name' | 'alerting'>, alert: Told): Message {
  const { description, severity, runbook, tells = anyCall } = alert;
  const title = `${name}, ${severity}: ${description}`;
  const lines = [
    `What: ${tells.what}`,
    ...(tells.mayFail ? ['Error code (empty: the call went through): <error>'] : []),
    ...(tells.on ? [`On: ${tells.on}`] : []),
    `Who: ${tells.who}`,
    'Where: account <account>, region <region>',
    `Since: ${tells.since ?? '<time>'}`,
    ...(tells.event ? [`Event: ${tells.event}`] : []),
  ];
  const next = `What to do: docs/runbooks/${runbook}.md`;
  const used = [...new Set(lines.join().match(/(?<=<)\w+(?=>)/g))] as EventPath[];
  return { paths: Object.fromEntries(used.map((one) => [one, eventPaths[one]])), template: textOf() };

  function textOf(): string {
    if (!alerting.slack || alerting.topicArn)
      return [title, ...lines, next].map((line) => JSON.stringify(line)).join('\n');
    const content = { textType: 'client-markdown', title, description: lines.join('\n'), nextSteps: [next] };
    return JSON.stringify({ version: '1.0', source: 'custom', content });
  }
}
