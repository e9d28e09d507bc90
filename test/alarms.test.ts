import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingsOf } from '../assurance/calls/detectors.ts';
import { type Alarm, alarmDescription, whoCalled } from '../templates/infra/alerts/alarm.ts';
import { everyRegionFilters, regionAlarm } from '../templates/infra/controls/alert-every-region/filters.ts';
import { cisAlarm, cisFilters } from '../templates/infra/controls/cis-alarms/filters.ts';
import { copyAlarm } from '../templates/infra/controls/protected-copy/copy.ts';
import { workloadAlarms } from '../templates/infra/controls/workload-alarms/alarms.ts';
import { missedAlarm } from '../templates/infra/units/schedule/alerts.ts';
import { alarm as topicAlarm } from '../templates/infra/units/topic/alerts.ts';

const runbooks = new URL('../templates/docs/runbooks/', import.meta.url);
const scope = { settings: settingsOf('restricted'), account: '111122223333' } as never;
const alarms: Alarm[] = [
  ...workloadAlarms({ project: 'my-ml', topicName: 't', rules: ['r'], rotates: true }),
  ...cisFilters.map((filter) => cisAlarm('my-ml', filter)),
  ...everyRegionFilters.map((filter) => regionAlarm(filter, scope)),
  copyAlarm([], 'copy'),
  missedAlarm('my-ml', 'nightly'),
  topicAlarm('my-ml', 'team'),
];

it.each(alarms)('the alarm $id says what, who and which page; Amazon CloudWatch adds where and since when', (alarm) => {
  const { id, description, severity, who, runbook } = alarm;
  expect(who).toMatch(/^\w.*\w$/);
  expect(alarmDescription(alarm)).toBe(
    `${description} (${severity}). Who: ${who}. What to do: docs/runbooks/${runbook}.md`,
  );
  expect(alarmDescription(alarm).length).toBeLessThan(300);
  // Amazon SNS API Reference, "Publish": a subject has 100 characters.
  expect(`ALARM: "${'n'.repeat(32)}-${id}" in Asia Pacific (Hyderabad)`.length).toBeLessThan(100);
  const page = readFileSync(new URL(`${runbook}.md`, runbooks), 'utf8');
  if (who === whoCalled) expect(page).toContain('aws logs filter-log-events --log-group-name "/$NAME/trail"');
});
