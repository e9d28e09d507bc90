import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { defaults, type Tier } from '../../src/answers/answers.ts';
import { controlsFor, readCatalog } from '../../src/plan/catalog.ts';
import { type Alarm, alarmTells } from '../../templates/infra/alerts/alarm.ts';
import type { Alert, AlertScope } from '../../templates/infra/alerts/alert.ts';
import { chosenAlerts } from '../../templates/infra/alerts/alert.ts';
import { matches } from '../../templates/infra/alerts/matches.ts';
import type { TrailFilter } from '../../templates/infra/alerts/trail-count.ts';
import type { Settings } from '../../templates/infra/config.ts';
import { chosenFilters, counted, regionAlarm } from '../../templates/infra/controls/alert-every-region/filters.ts';
import { cisAlarm, cisFilters } from '../../templates/infra/controls/cis-alarms/filters.ts';
import { partitionOf } from '../../templates/judge/place.ts';
import type { Json } from '../../templates/judge/read/json.ts';
import { sum } from './filter-sum.ts';

const templates = new URL('../../templates/', import.meta.url);
const account = '111122223333';

/** One thing that tells people: a rule, or a filter with its alarm. */
export interface Detector {
  id: string;
  /** Of one region; a filter is on the trail of all. */
  rule: boolean;
  catches(event: Json): boolean;
}

export function settingsOf(sensitivity: Tier, region = 'eu-west-1', more: Partial<Settings> = {}): Settings {
  const answers = { ...defaults('my-ml', sensitivity), region, network: 'create', repository: 'acme/ml', units: [] };
  return { ...answers, ...more } as unknown as Settings;
}

/** What is on at a tier, with the default answers, but for `more`, and the default severity. */
export async function detectorsOf(
  sensitivity: Tier,
  region = 'eu-west-1',
  more: Partial<Settings> = {},
): Promise<Detector[]> {
  const settings = settingsOf(sensitivity, region, more);
  const { partition } = partitionOf(region);
  const on = controlsFor(readCatalog(templates.pathname), settings as never).map(({ id }) => id);
  const scope: AlertScope = {
    settings,
    partition,
    account,
    buckets: { raw: 'my-raw', processed: 'my-processed', artifacts: 'my-artifacts' },
    logBuckets: ['my-logs', 'my-audit'],
    topicArn: `arn:${partition}:sns:${region}:${account}:alerts`,
    nameRules: 'rslvr-frg-1',
  };
  const files = on.map((id) => new URL(`infra/controls/${id}/alerts.ts`, templates)).filter((file) => existsSync(file));
  const alerts = (await Promise.all(files.map(async (file) => (await import(file.href)).alerts as Alert[]))).flat();
  const rules = chosenAlerts(alerts, settings).map(({ id, pattern, readOnlyCalls }): Detector => {
    const wanted = pattern(scope) as Json;
    return { id, rule: true, catches: (event) => (readOnlyCalls || !isRead(event)) && matches(wanted, event) };
  });
  const alarmed = [
    ...(on.includes('cis-alarms') ? cisFilters : []).map((each): [Alarm, TrailFilter[]] => [
      cisAlarm('my-ml', each),
      [{ filterName: each.id, pattern: each.pattern }],
    ]),
    ...(on.includes('alert-every-region') ? chosenFilters(settings) : []).map((each): [Alarm, TrailFilter[]] => [
      regionAlarm(each, scope),
      counted(each, settings),
    ]),
  ];
  // A count is of single calls where one is enough.
  const alarms = alarmed
    .filter(([alarm]) => alarmTells(alarm, settings) && alarm.threshold === 1)
    .map(
      ([alarm, added]): Detector => ({
        id: alarm.id,
        rule: false,
        catches: (event) => sum(alarm, added, detailOf(event)) >= 1,
      }),
    );
  return [...rules, ...alarms];
}

const detailOf = (event: Json) => (event as { detail: object }).detail;

/** A management event that only reads reaches a rule in one state alone. */
function isRead(event: Json): boolean {
  const detail = detailOf(event) as { readOnly?: boolean; eventCategory?: string };
  return detail.readOnly === true && detail.eventCategory === 'Management';
}

/** Actions that the organization's policy denies to everybody but what deploys. */
export function deniedActions(): (action: string) => boolean {
  const files = ['scp', 'scp-records'].map((name) => new URL(`organization/${name}.json`, templates));
  interface Statement {
    Action?: string | string[];
    Condition?: Record<string, Record<string, unknown>>;
  }
  const all = files.flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as { Statement: Statement[] }).Statement);
  const denied = all
    .filter(({ Condition = {} }) =>
      Object.entries(Condition).every(([operator, keys]) => operator === 'ArnNotLike' && 'aws:PrincipalArn' in keys),
    )
    .flatMap(({ Action = [] }) => Action);
  const patterns = denied.map((each) => new RegExp(`^${each.split('*').join('.*')}$`, 'i'));
  return (action) => patterns.some((pattern) => pattern.test(action));
}

export const alertControls = readdirSync(new URL('infra/controls/', templates)).filter((id) =>
  existsSync(new URL(`infra/controls/${id}/alerts.ts`, templates)),
);
