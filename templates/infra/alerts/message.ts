import type { Settings } from '../config.ts';
import type { Alert } from './alert.ts';

/**
 * What a message takes from an event. A path that an event lacks leaves its place in the text empty. Only what AWS
 * writes or what has a narrow alphabet: EventBridge does not escape values, and whoever chose an object's name with a
 * quotation mark in it would break the message (Amazon EventBridge User Guide, "Input transformation").
 */
export const inputPaths = {
  account: '$.account',
  region: '$.region',
  time: '$.time',
  type: '$.detail-type',
  call: '$.detail.eventName',
  finding: '$.detail.type',
  error: '$.detail.errorCode',
  who: '$.detail.userIdentity.arn',
  from: '$.detail.sourceIPAddress',
  resource: '$.resources[0]',
  bucket: '$.detail.requestParameters.bucketName',
  role: '$.detail.requestParameters.roleName',
  user: '$.detail.requestParameters.userName',
  policy: '$.detail.requestParameters.policyArn',
  key: '$.detail.requestParameters.keyId',
  secret: '$.detail.requestParameters.secretId',
  name: '$.detail.requestParameters.name',
  model: '$.detail.requestParameters.modelName',
  endpoint: '$.detail.requestParameters.endpointName',
};

/**
 * What people read: what happened, to what, who did it, where and when, and the page that says what to do.
 * Slack shows a message of ours only in its own form: Amazon Q Developer in chat applications Administrator Guide,
 * "Custom notifications". The same text then reaches the other channels as JSON.
 */
export function messageTemplate(
  { name, alerting }: Settings,
  { description, severity, runbook }: Pick<Alert, 'description' | 'severity' | 'runbook'>,
): string {
  const title = `${name}, ${severity}: ${description}`;
  const lines = [
    'What: <type> <call> <finding> <error>',
    'On: <resource> <bucket> <role> <user> <policy> <key> <secret> <name> <model> <endpoint>',
    'Who: <who>, from <from>',
    'Where: account <account>, region <region>, at <time>',
  ];
  const next = `What to do: docs/runbooks/${runbook}.md`;
  if (alerting.slack && !alerting.topicArn) {
    return JSON.stringify({
      version: '1.0',
      source: 'custom',
      content: { textType: 'client-markdown', title, description: lines.join('\n'), nextSteps: [next] },
    });
  }
  return [title, ...lines, next].map((line) => JSON.stringify(line)).join('\n');
}
