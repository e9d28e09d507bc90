import type { Settings } from '../config.ts';
import type { Alert } from './alert.ts';

/** What a message takes from an event. A path that an event lacks leaves its place in the text empty. */
export const inputPaths = {
  account: '$.account',
  region: '$.region',
  time: '$.time',
  type: '$.detail-type',
  call: '$.detail.eventName',
  finding: '$.detail.type',
  resource: '$.resources[0]',
  request: '$.detail.requestParameters',
  object: '$.detail.object.key',
  who: '$.detail.userIdentity.arn',
  from: '$.detail.sourceIPAddress',
  error: '$.detail.errorCode',
};

/**
 * What people read: what happened, who did it, where and when, and the page that says what to do.
 * Slack shows a message of ours only in its own form: Amazon Q Developer in chat applications Administrator Guide,
 * "Custom notifications". The same text then reaches the other channels as JSON.
 */
export function messageTemplate(
  { name, alerting }: Settings,
  { description, severity, runbook }: Pick<Alert, 'description' | 'severity' | 'runbook'>,
): string {
  const title = `${name}, ${severity}: ${description}`;
  const what = 'What: <type> <call> <finding> <resource> <error>';
  const who = 'Who: <who>, from <from>';
  const where = 'Where: account <account>, region <region>, at <time>';
  const next = `What to do: docs/runbooks/${runbook}.md`;
  if (alerting.slack && !alerting.topicArn) {
    return JSON.stringify({
      version: '1.0',
      source: 'custom',
      content: { textType: 'client-markdown', title, description: [what, who, where].join('\n'), nextSteps: [next] },
    });
  }
  // Names of objects are anybody's text: they stand here, not in the JSON above, which a quotation mark would break.
  return [title, what, who, where, 'With: <request> <object>', next].map((line) => JSON.stringify(line)).join('\n');
}
