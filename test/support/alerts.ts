import { existsSync, readdirSync, readFileSync } from 'node:fs';

export const infra = new URL('../../templates/infra/', import.meta.url);
export const load = (file: string) => import(new URL(file, infra).href);

const ids = readdirSync(new URL('controls/', infra)).filter((id) =>
  existsSync(new URL(`controls/${id}/alerts.ts`, infra)),
);
/** Every alert of the controls. */
export const alerts = (
  await Promise.all(ids.map(async (id) => (await load(`controls/${id}/alerts.ts`)).alerts))
).flat();
/** The events beside them, by the alert's id. */
export const samples = Object.assign(
  {},
  ...ids.map((id) => JSON.parse(fill(readFileSync(new URL(`controls/${id}/events.json`, infra), 'utf8')))),
);

export const buckets = { raw: 'my-raw', processed: 'my-processed', artifacts: 'my-artifacts' };
export const topicArn = 'arn:aws:sns:eu-west-1:111122223333:alerts';

function fill(text: string): string {
  const values: Record<string, string> = {
    raw: 'my-raw',
    processed: 'my-processed',
    artifacts: 'my-artifacts',
    logs: 'my-logs',
    topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
    project: 'my-ml',
    account: '111122223333',
    partition: 'aws',
    region: 'eu-west-1',
    globalRegion: 'us-east-1',
    qualifier: 'hnb659fds',
    nameRules: 'rslvr-frg-1',
  };
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** Answers as a repository has them, with everything that an alert may ask of them. */
export function settings(changes: Record<string, unknown> = {}) {
  return {
    name: 'my-ml',
    region: 'eu-west-1',
    sensitivity: 'confidential',
    trail: 'create',
    globalStack: true,
    bootstrap: { qualifier: 'hnb659fds' },
    units: [],
    alerting: { emails: [], https: [], slack: null, topicArn: null, minimumSeverity: 'low' },
    ...changes,
  };
}
