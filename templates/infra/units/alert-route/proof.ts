import type { Resource } from '../../../judge/read/assembly.ts';
import { isObject, listOf } from '../../../judge/read/json.ts';
import { isAtHome } from '../../alerts/check.ts';
import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, every, type Judged, none } from '../../controls/check.ts';
import type { Unit } from '../../units.ts';
import events from './events.json' with { type: 'json' };

const levels = ['low', 'medium', 'high'];

/** A rule's severity stands in its description: "A job failed (medium; docs/runbooks/job-failed.md)". */
const severityOf = ({ properties }: Resource) => /\((low|medium|high); docs/.exec(String(properties.Description))?.[1];

/** Those about alerts that do not arrive go to the second topic alone. */
const isAlert = (rule: Resource, project: string) =>
  severityOf(rule) !== undefined && !String(rule.properties.Name).startsWith(`${project}-watch-`);

const aboutWorkload = (project: string) => (rule: Resource) => rule.properties.Name === `${project}-job-failed`;

/** Each alert's own control checks its targets one by one; here the route is read from the other end. */
export function checks(judged: Judged, unit: Unit): Check[] {
  const { settings } = judged;
  const isWorkload = aboutWorkload(settings.name);
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
    ...unitAlertChecks([], events, judged, unit),
  ];
}
