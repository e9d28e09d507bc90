import type { Resource } from '../../../judge/read/assembly.ts';
import { isObject, listOf } from '../../../judge/read/json.ts';
import { isAtHome } from '../../alerts/check.ts';
import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, every, type Judged, none } from '../../controls/check.ts';
import type { Unit } from '../../units.ts';
import events from './events.json' with { type: 'json' };

const levels = ['low', 'medium', 'high'];

/** Severity is in the description of a rule, "A job failed (medium; docs/...)", and of an alarm, "... (medium). What to do". */
const severityOf = ({ properties: { Description, AlarmDescription } }: Resource) =>
  /\((low|medium|high)(?:; docs|\)\. What to do)/.exec(String(Description ?? AlarmDescription))?.[1];

/** Those about alerts that do not arrive go to the second topic alone. */
const isAlert = (rule: Resource, project: string) =>
  severityOf(rule) !== undefined && !String(rule.properties.Name).startsWith(`${project}-watch-`);

/** What concerns the workload: jobs, executions and schedules. All else is about security. */
const aboutWorkload = ({ name, units }: Judged['settings']) => {
  const of = (kind: string, end: string) => units.filter((unit) => unit.kind === kind).map((unit) => unit.name + end);
  const ids = [
    'job-failed',
    'pipeline-failed',
    'model-approved',
    ...of('pipeline', '-failed'),
    ...of('schedule', '-missed'),
  ];
  return ({ properties }: Resource) =>
    ids.some((id) => [properties.Name, properties.AlarmName].includes(`${name}-${id}`));
};

/** Below the severity that the answers chose an alarm tells nobody; the daily message's own is about the alerts topic. */
const isTold = (alarm: Resource, project: string) =>
  severityOf(alarm) !== undefined &&
  alarm.properties.AlarmActions !== undefined &&
  alarm.properties.AlarmName !== `${project}-alerts-heartbeat`;

/** Each alert's own control checks its targets one by one; here the route is read from the other end. */
export function checks(judged: Judged, unit: Unit): Check[] {
  const { settings } = judged;
  const isWorkload = aboutWorkload(settings);
  const covers = (rule: Resource) =>
    (unit.of === 'all' || (unit.of === 'workload') === isWorkload(rule)) &&
    levels.indexOf(severityOf(rule) ?? '') >= levels.indexOf(String(unit.least));
  const tells = ({ properties }: Resource, arn: string | undefined) =>
    listOf(properties.Targets)
      .filter(isObject)
      .some(({ Arn }) => Arn === arn);
  const rules = { type: 'AWS::Events::Rule' };
  return [
    none(
      'the alerts that it names go to its topic',
      {
        ...rules,
        where: (rule, assembly) => isAtHome(rule, assembly, settings) && isAlert(rule, settings.name) && covers(rule),
      },
      (rule, { names }) => !tells(rule, names[String(unit.topic)]) && `does not tell ${unit.topic}`,
    ),
    every(
      'every alert about security goes to the alerts topic',
      {
        ...rules,
        where: (rule, assembly) =>
          isAtHome(rule, assembly, settings) && isAlert(rule, settings.name) && !isWorkload(rule),
      },
      (rule, { names }) => !tells(rule, names.alerts) && 'does not tell the alerts topic',
    ),
    none(
      'the alarms that it names go to its topic',
      { type: 'AWS::CloudWatch::Alarm', where: (alarm) => isTold(alarm, settings.name) && covers(alarm) },
      ({ properties }, { names }) =>
        !listOf(properties.AlarmActions).includes(names[String(unit.topic)] ?? '') && `does not tell ${unit.topic}`,
    ),
    none(
      'every alarm about security goes to the alerts topic',
      { type: 'AWS::CloudWatch::Alarm', where: (alarm) => isTold(alarm, settings.name) && !isWorkload(alarm) },
      ({ properties }, { names }) =>
        !listOf(properties.AlarmActions).includes(names.alerts ?? '') && 'does not tell the alerts topic',
    ),
    ...unitAlertChecks([], events, judged, unit),
  ];
}
