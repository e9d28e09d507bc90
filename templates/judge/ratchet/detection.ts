import { isDeepStrictEqual } from 'node:util';
import type { Loss, RatchetResource, Resources } from './resources.ts';

type Properties = Record<string, unknown>;

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const isMap = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const holds = (list: unknown[], one: unknown) => list.some((each) => isDeepStrictEqual(each, one));

/**
 * Does every event that the second pattern takes reach the first? A pattern takes an event where each of its keys has one of its
 * values (Amazon EventBridge User Guide, "Event patterns"): fewer keys and more values take more. What is neither is another pattern.
 */
export function takesAsMuch(now: unknown, before: unknown): boolean {
  if (isDeepStrictEqual(now, before)) return true;
  if (Array.isArray(now) && Array.isArray(before)) return before.every((value) => holds(now, value));
  if (!isMap(now) || !isMap(before)) return false;
  return Object.entries(now).every(([key, value]) => key in before && takesAsMuch(value, before[key]));
}

const keeps = (names: readonly string[]) => (now: Properties, before: Properties) =>
  names.every((name) => isDeepStrictEqual(now[name], before[name]));
const keepsAllOf = (now: unknown, before: unknown) => listIn(before).every((one) => holds(listIn(now), one));
const keepsArns = (now: unknown, before: unknown) =>
  listIn(before).every((one) => holds(listIn(now).map(arnIn), arnIn(one)));
const arnIn = (target: unknown) => (isMap(target) ? target.Arn : target);

const sameWay = keeps([
  ...['Namespace', 'MetricName', 'Dimensions', 'Threshold', 'ComparisonOperator', 'EvaluationPeriods'],
  ...['DatapointsToAlarm', 'Period', 'Statistic', 'ExtendedStatistic', 'TreatMissingData'],
]);
const keepsActions = (now: Properties, before: Properties) => keepsAllOf(now.AlarmActions, before.AlarmActions);

/** The counts that an alarm adds up to go off at the first; undefined where it is another alarm. */
function countsOf({ Metrics, Threshold, ComparisonOperator }: Properties): unknown[] | undefined {
  const [sum, ...rest] = listIn(Metrics).toSorted((one) => (isMap(one) && one.Expression !== undefined ? -1 : 1));
  const adds = isMap(sum) && sum.Expression === 'SUM(FILL(METRICS(), 0))' && rest.length > 0;
  if (!adds || Number(Threshold) !== 1 || ComparisonOperator !== 'GreaterThanOrEqualToThreshold') return undefined;
  const counts = rest.map((one) => (isMap(one) ? one.MetricStat : undefined));
  return counts.includes(undefined) ? undefined : counts;
}

/** Of such alarms it makes no difference which of them adds a count up: one rule more moves the others along. */
const countElsewhere = (now: readonly Properties[], before: Properties) =>
  countsOf(before)?.every((count) =>
    now.some((one) => holds(countsOf(one) ?? [], count) && sameWay(one, before) && keepsActions(one, before)),
  ) ?? false;

/** What tells somebody of something: whether `now` tells of all that `before` did. Nothing is lost of what told nobody. */
interface Teller {
  word: string;
  tells(properties: Properties): boolean;
  asMuch(now: Properties, before: Properties): boolean;
  /** Whether several tell of it together. */
  together?(now: readonly Properties[], before: Properties): boolean;
}

const always = () => true;

/** AWS CloudFormation Template Reference, the page of each type. */
const tellers: Record<string, Teller> = {
  'AWS::SNS::Subscription': {
    word: 'The subscriber',
    tells: always,
    asMuch: keeps(['Protocol', 'Endpoint', 'TopicArn', 'FilterPolicy', 'FilterPolicyScope']),
  },
  'AWS::Events::Rule': {
    word: 'The alert',
    tells: ({ State, Targets }) => State !== 'DISABLED' && listIn(Targets).length > 0,
    asMuch: (now, before) =>
      takesAsMuch(now.EventPattern, before.EventPattern) &&
      keeps(['ScheduleExpression', 'EventBusName'])(now, before) &&
      keepsArns(now.Targets, before.Targets),
  },
  'AWS::CloudWatch::Alarm': {
    word: 'The alarm',
    tells: ({ ActionsEnabled, AlarmActions }) => ActionsEnabled !== false && listIn(AlarmActions).length > 0,
    asMuch: (now, before) => sameWay(now, before) && keeps(['Metrics'])(now, before) && keepsActions(now, before),
    together: countElsewhere,
  },
  'AWS::Logs::MetricFilter': {
    word: 'The filter',
    tells: always,
    asMuch: keeps(['FilterPattern', 'LogGroupName', 'MetricTransformations']),
  },
  'AWS::Budgets::Budget': {
    word: 'The budget',
    tells: always,
    asMuch: (now, before) => keepsAllOf(now.NotificationsWithSubscribers, before.NotificationsWithSubscribers),
  },
  'AWS::EC2::FlowLog': {
    word: 'The flow log',
    tells: always,
    asMuch: (now, before) =>
      keeps(['ResourceId', 'ResourceType', 'LogDestinationType', 'LogGroupName', 'LogDestination'])(now, before) &&
      (now.TrafficType === 'ALL' || now.TrafficType === before.TrafficType),
  },
};

/** What watches as long as it is there. */
const watchers = /^AWS::(AccessAnalyzer|GuardDuty|Macie|Config|SecurityHub|Detective|Inspector(V2)?)::/;

const stackOf = (key: string) => key.slice(0, key.lastIndexOf('/'));

/** Selectors name what a trail records; all fields of one hold at once, and one of several has to. */
function recordsAsMuch(now: unknown, before: unknown): boolean {
  const fieldsOf = (selector: unknown) =>
    Object.fromEntries(
      listIn(isMap(selector) ? selector.FieldSelectors : undefined).map((each) => {
        const { Field, ...operators } = each as Properties;
        return [String(Field), operators];
      }),
    );
  // Of what a field must not be, more is less.
  const isNegative = (fields: object) => /"Not(Equals|StartsWith|EndsWith)"/.test(JSON.stringify(fields));
  return listIn(before).every((one) =>
    listIn(now).some((other) => {
      if (isDeepStrictEqual(one, other)) return true;
      const fields = fieldsOf(other);
      return Object.keys(fields).length > 0 && !isNegative(fields) && takesAsMuch(fields, fieldsOf(one));
    }),
  );
}

function lossesOf(key: string, old: RatchetResource, now: RatchetResource | undefined, after: Resources): string[] {
  const before = old.Properties ?? {};
  const teller = tellers[old.Type];
  if (teller?.tells(before)) {
    // Under another name it tells as much; in another stack it may be in another region.
    const here = [...after].flatMap(([other, { Type, Properties = {} }]) =>
      Type === old.Type && stackOf(other) === stackOf(key) && teller.tells(Properties) ? [Properties] : [],
    );
    if (!here.some((one) => teller.asMuch(one, before)) && !teller.together?.(here, before))
      return [`${teller.word} ${key} ${now ? 'tells of less, of something else, or nobody' : 'is gone'}`];
  }
  if (!teller && watchers.test(old.Type) && !now) return [`${key} (${old.Type}) is gone`];
  const { Properties: here = {} } = now ?? {};
  const lost: string[] = [];
  if (now && before.PermissionsBoundary && !isDeepStrictEqual(here.PermissionsBoundary, before.PermissionsBoundary))
    lost.push(`${key} (${old.Type}) has ${here.PermissionsBoundary ? 'another' : 'no'} permissions boundary`);
  for (const name of ['EventSelectors', 'AdvancedEventSelectors']) {
    if (now && old.Type === 'AWS::CloudTrail::Trail' && !recordsAsMuch(here[name], before[name]))
      lost.push(`The trail ${key} records less, or something else (${name})`);
  }
  return lost;
}

/** Subscribers, alerts, alarms, watchers, boundaries and selectors that the second version of the templates has no more. */
export function unwatched(before: Resources, after: Resources): Loss[] {
  return [...before].flatMap(([key, old]) =>
    lossesOf(key, old, after.get(key), after).map((what) => ({
      ...{ id: `upgrade/lost/${key}`, what },
      content: [old, after.get(key) ?? null],
    })),
  );
}
