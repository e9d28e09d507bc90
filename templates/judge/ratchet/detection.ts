import { isDeepStrictEqual } from 'node:util';
import { takesAsMuch, withoutExceptions } from './events.ts';
import { type Loss, newRolesIn, type RatchetResource, type Resources, rolesIn } from './resources.ts';

type Properties = Record<string, unknown>;

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const isMap = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const holds = (list: unknown[], one: unknown) => list.some((each) => isDeepStrictEqual(each, one));

const keeps = (names: readonly string[]) => (now: Properties, before: Properties) =>
  names.every((name) => isDeepStrictEqual(now[name], before[name]));
const keepsAllOf = (now: unknown, before: unknown) => listIn(before).every((one) => holds(listIn(now), one));
const keepsArns = (now: unknown, before: unknown) =>
  listIn(before).every((one) => holds(listIn(now).map(arnIn), arnIn(one)));
const arnIn = (target: unknown) => (isMap(target) ? target.Arn : target);

const sameTime = keeps(['EvaluationPeriods', 'DatapointsToAlarm', 'TreatMissingData']);
const sameWay = (now: Properties, before: Properties) =>
  sameTime(now, before) &&
  keeps([
    ...['Namespace', 'MetricName', 'Dimensions', 'Threshold', 'ComparisonOperator'],
    ...['Period', 'Statistic', 'ExtendedStatistic'],
  ])(now, before);
const keepsActions = (now: Properties, before: Properties) => keepsAllOf(now.AlarmActions, before.AlarmActions);

const isSum = (metric: unknown) => isMap(metric) && metric.Expression === 'SUM(FILL(METRICS(), 0))';

/** The counts that an alarm goes off at the first of, one or several that it adds up; undefined where it is another alarm. */
function countsOf(alarm: Properties): unknown[] | undefined {
  const { Metrics, Namespace, MetricName, Dimensions, Period, Statistic, Threshold, ComparisonOperator } = alarm;
  if (Number(Threshold) !== 1 || ComparisonOperator !== 'GreaterThanOrEqualToThreshold') return undefined;
  if (Metrics === undefined)
    return Statistic === 'Sum'
      ? [{ Metric: { Dimensions, MetricName, Namespace }, Period, Stat: Statistic }]
      : undefined;
  const all = listIn(Metrics);
  const counts = all.filter((one) => !isSum(one)).map((one) => (isMap(one) ? one.MetricStat : undefined));
  const adds = all.filter(isSum).length === 1 && counts.length > 0 && !counts.includes(undefined);
  return adds ? counts : undefined;
}

/** A count of a rule that is gone counts nothing: the rule's own loss is told. */
const isOfRule = (count: unknown, gone: readonly string[]) =>
  gone.some((name) => JSON.stringify(count).includes(JSON.stringify({ Name: 'RuleName', Value: name })));

/** Of such alarms it makes no difference which of them has a count: one rule more or less moves the others along. */
const countElsewhere = (now: readonly Properties[], before: Properties, gone: readonly string[]) =>
  countsOf(before)?.every(
    (count) =>
      isOfRule(count, gone) ||
      now.some((one) => holds(countsOf(one) ?? [], count) && sameTime(one, before) && keepsActions(one, before)),
  ) ?? false;

/** What tells somebody of something: whether `now` tells of all that `before` did. Nothing is lost of what told nobody. */
interface Teller {
  word: string;
  tells(properties: Properties): boolean;
  asMuch(now: Properties, before: Properties): boolean;
  /** Whether several tell of it together; `gone`: rules that are not there any more, by name. */
  together?(now: readonly Properties[], before: Properties, gone: readonly string[]): boolean;
}

const always = () => true;

const alert: Teller = {
  word: 'The alert',
  tells: ({ State, Targets }) => State !== 'DISABLED' && listIn(Targets).length > 0,
  asMuch: (now, before) =>
    takesAsMuch(now.EventPattern, before.EventPattern) &&
    keeps(['ScheduleExpression', 'EventBusName'])(now, before) &&
    keepsArns(now.Targets, before.Targets),
};

/** AWS CloudFormation Template Reference, the page of each type. */
const tellers: Record<string, Teller> = {
  'AWS::SNS::Subscription': {
    word: 'The subscriber',
    tells: always,
    asMuch: keeps(['Protocol', 'Endpoint', 'TopicArn', 'FilterPolicy', 'FilterPolicyScope']),
  },
  'AWS::Events::Rule': alert,
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

/** The new roles that alone make the difference: all else that the alert told of, it tells of. */
function exceptedIn(now: readonly Properties[], before: Properties, known: string[], roles: string[]): string[] {
  const less = (one: Properties, some: string[]) => ({
    ...one,
    EventPattern: withoutExceptions(one.EventPattern, some, known),
  });
  const asMuch = (some: string[]) => now.some((one) => alert.asMuch(less(one, some), before));
  return asMuch(roles) ? roles.filter((role) => !asMuch(roles.filter((other) => other !== role))) : [];
}

interface Sides {
  after: Resources;
  /** Names of roles: those that were there, and those that only the second version has. */
  known: string[];
  roles: string[];
  /** Names of rules that the second version has no more. */
  gone: string[];
}

function lossesOf(key: string, old: RatchetResource, { after, known, roles, gone }: Sides): Loss[] {
  const now = after.get(key);
  const lost = (what: string): Loss => ({ id: `upgrade/lost/${key}`, what, content: [old, now ?? null] });
  const before = old.Properties ?? {};
  const teller = tellers[old.Type];
  if (teller?.tells(before)) {
    // Under another name it tells as much; in another stack it may be in another region.
    const here = [...after].flatMap(([other, { Type, Properties = {} }]) =>
      Type === old.Type && stackOf(other) === stackOf(key) && teller.tells(Properties) ? [Properties] : [],
    );
    if (here.some((one) => teller.asMuch(one, before)) || teller.together?.(here, before, gone)) return [];
    const excepted = teller === alert ? exceptedIn(here, before, known, roles) : [];
    if (excepted.length > 0)
      return excepted.map((role) => ({
        id: `upgrade/excepted/${key}/${role}`,
        what: `The alert ${key} does not tell of calls by ${role}, a new role`,
      }));
    return [lost(`${teller.word} ${key} ${now ? 'tells of less, of something else, or nobody' : 'is gone'}`)];
  }
  if (!teller && watchers.test(old.Type) && !now) return [lost(`${key} (${old.Type}) is gone`)];
  const { Properties: here = {} } = now ?? {};
  const found: string[] = [];
  if (now && before.PermissionsBoundary && !isDeepStrictEqual(here.PermissionsBoundary, before.PermissionsBoundary))
    found.push(`${key} (${old.Type}) has ${here.PermissionsBoundary ? 'another' : 'no'} permissions boundary`);
  for (const name of ['EventSelectors', 'AdvancedEventSelectors']) {
    if (now && old.Type === 'AWS::CloudTrail::Trail' && !recordsAsMuch(here[name], before[name]))
      found.push(`The trail ${key} records less, or something else (${name})`);
  }
  return found.map((what) => lost(what));
}

function goneRules(before: Resources, after: Resources): string[] {
  const names = (resources: Resources) =>
    [...resources.values()].flatMap(({ Type, Properties: { Name: name } = {} }) =>
      Type === 'AWS::Events::Rule' && typeof name === 'string' ? [name] : [],
    );
  const there = new Set(names(after));
  return names(before).filter((name) => !there.has(name));
}

/** Subscribers, alerts, alarms, watchers, boundaries and selectors that the second version of the templates has no more. */
export function unwatched(before: Resources, after: Resources): Loss[] {
  const sides = { after, known: rolesIn(before), roles: newRolesIn(before, after), gone: goneRules(before, after) };
  return [...before].flatMap(([key, old]) => lossesOf(key, old, sides));
}
