import { isObject, type Json, type JsonObject } from '../../templates/judge/read/json.ts';
import { type Change, change, type Operator, type Path, walk } from './template.ts';

/** An operator on the properties of resources of one type. */
function ofType(
  id: string,
  type: string,
  weaken: (properties: JsonObject) => { at: Path; what: string; next: (old: Json) => Json | undefined }[],
): Operator {
  return {
    id,
    changes: (resource, logicalId): Change[] =>
      resource.Type === type
        ? weaken((resource.Properties ?? {}) as JsonObject).map(({ at, what, next }) =>
            change(resource, logicalId, ['Properties', ...at], what, next),
          )
        : [],
  };
}

const set = (property: string, to: Json | undefined, what = `${property} to ${JSON.stringify(to)}`) => ({
  at: [] as Path,
  what,
  next: (old: Json) => {
    const { [property]: _, ...others } = old as JsonObject;
    return to === undefined ? others : { ...others, [property]: to };
  },
});

const dropped = (at: Path, what: string) => ({ at, what, next: () => undefined });

const items = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

const within = (properties: JsonObject, property: string) =>
  properties[property] === undefined ? [] : walk(properties[property] as Json, [property]);

const rule = 'AWS::Events::Rule';
const alarm = 'AWS::CloudWatch::Alarm';
const filter = 'AWS::Logs::MetricFilter';

export const detectionOperators: Operator[] = [
  ofType('pattern-loosened', rule, (properties) =>
    within(properties, 'EventPattern')
      .filter(({ path }) => path.length > 1 && typeof path.at(-1) === 'string')
      .map(({ path }) => ({ at: path, what: 'without', next: () => undefined })),
  ),
  ofType('pattern-narrowed', rule, (properties) =>
    within(properties, 'EventPattern').flatMap(({ path, value }) => {
      const list = path.length > 1 && Array.isArray(value);
      return list
        ? [
            { at: path, what: 'to nothing that happens', next: () => ['never'] },
            ...(value.length > 1
              ? value.map((item, index) => ({
                  at: [...path, index],
                  what: `without ${JSON.stringify(item)}`,
                  next: () => undefined,
                }))
              : []),
          ]
        : [];
    }),
  ),
  ofType('rule-silenced', rule, ({ Targets, ScheduleExpression }) => [
    set('Targets', undefined),
    set('EventBusName', 'other'),
    set('State', 'DISABLED'),
    ...(ScheduleExpression === undefined ? [] : [set('ScheduleExpression', 'cron(0 6 1 1 ? 2199)')]),
    ...items(Targets).flatMap((_, index) => [
      dropped(['Targets', index], 'one target fewer'),
      dropped(['Targets', index, 'DeadLetterConfig'], 'without a dead-letter queue'),
      dropped(['Targets', index, 'InputTransformer'], 'without its message'),
    ]),
    ...(Array.isArray(Targets)
      ? [
          {
            at: ['Targets', 0, 'Arn'],
            what: 'to another topic',
            next: () => 'arn:aws:sns:eu-west-1:999999999999:other',
          },
        ]
      : []),
  ]),
  ofType('filter-loosened', filter, ({ FilterPattern }) => [
    set('FilterPattern', '', 'to everything'),
    set('FilterPattern', '{ $.eventName = "Never" }', 'to nothing'),
    ...String(FilterPattern)
      .split(/ (?=\|\||&&)/)
      .slice(1)
      .map((part) => set('FilterPattern', String(FilterPattern).replace(` ${part}`, ''), `without ${part}`)),
  ]),
  ofType('filter-silenced', filter, ({ MetricTransformations }) =>
    Array.isArray(MetricTransformations) && isObject(MetricTransformations[0])
      ? ['MetricValue', 'MetricName', 'MetricNamespace'].map((key) => ({
          at: ['MetricTransformations', 0, key],
          what: `${key} to another`,
          next: () => (key === 'MetricValue' ? '0' : 'Other'),
        }))
      : [],
  ),
  ofType('filter-misplaced', filter, ({ MetricTransformations }) => [
    set('LogGroupName', '/other'),
    ...items(MetricTransformations).map((_, index) =>
      dropped(['MetricTransformations', index, 'Dimensions'], 'without dimensions'),
    ),
  ]),
  ofType('alarm-loosened', alarm, (properties) => [
    set('Threshold', 1_000_000),
    set('ComparisonOperator', 'LessThanThreshold'),
    set('EvaluationPeriods', 100),
    set('ActionsEnabled', false),
    set('AlarmActions', undefined),
    set('AlarmActions', ['arn:aws:sns:eu-west-1:999999999999:other'], 'AlarmActions to another topic'),
    ...(properties.TreatMissingData === undefined ? [] : [set('TreatMissingData', 'ignore')]),
    ...['MetricName', 'Namespace'].flatMap((key) => (properties[key] === undefined ? [] : [set(key, 'Other')])),
    ...(properties.Period === undefined ? [] : [set('Period', 86400)]),
    ...(properties.Statistic === undefined ? [] : [set('Statistic', 'Minimum')]),
    ...items(properties.Metrics).map((_, index) => dropped(['Metrics', index], 'one metric fewer')),
  ]),
  ofType('subscription-loosened', 'AWS::SNS::Subscription', () => [
    set('FilterPolicy', { never: ['x'] }),
    set('Endpoint', 'nobody@example.org'),
    set('RawMessageDelivery', true),
  ]),
  ofType('detector-loosened', 'AWS::GuardDuty::Detector', () => [
    set('Enable', false),
    set('Features', undefined),
    set('FindingPublishingFrequency', 'SIX_HOURS'),
  ]),
  ofType('feature-off', 'AWS::GuardDuty::Detector', ({ Features }) =>
    items(Features).flatMap((_, index) => [
      dropped(['Features', index], 'one feature fewer'),
      { at: ['Features', index, 'Status'], what: 'off', next: () => 'DISABLED' },
    ]),
  ),
  ofType('scan-loosened', 'AWS::GuardDuty::MalwareProtectionPlan', () => [
    set('Actions', undefined),
    set('Role', 'arn:aws:iam::111122223333:role/other'),
  ]),
  ofType('names-opened', 'AWS::Route53Resolver::FirewallRuleGroup', ({ FirewallRules }) =>
    items(FirewallRules).flatMap((_, index) => [
      dropped(['FirewallRules', index], 'one rule fewer'),
      { at: ['FirewallRules', index, 'Action'], what: 'to ALERT', next: () => 'ALERT' },
    ]),
  ),
  ofType('names-opened', 'AWS::Route53Resolver::FirewallDomainList', ({ Domains }) => [
    set('Domains', ['*.example.net']),
    set('Domains', [...items(Domains), '*.example.net'], 'one more name'),
  ]),
  ofType('recorder-loosened', 'AWS::Config::ConfigurationRecorder', ({ RecordingGroup }) => [
    set('RoleARN', 'arn:aws:iam::111122223333:role/other'),
    set('RecordingMode', { RecordingFrequency: 'DAILY' }),
    ...items((RecordingGroup as JsonObject).ResourceTypes).map((_, index) =>
      dropped(['RecordingGroup', 'ResourceTypes', index], 'one type fewer'),
    ),
  ]),
  ofType('recorder-loosened', 'AWS::Config::DeliveryChannel', () => [
    set('S3BucketName', 'another-bucket'),
    set('S3KmsKeyArn', undefined),
  ]),
  ofType('rule-loosened', 'AWS::Config::ConfigRule', () => [
    set('Source', { Owner: 'AWS', SourceIdentifier: 'REQUIRED_TAGS' }),
    set('Scope', { TagKey: 'project', TagValue: 'another' }),
    set('ConfigRuleName', 'another'),
  ]),
  ofType('hub-loosened', 'AWS::SecurityHub::Hub', () => [set('AutoEnableControls', false)]),
  ofType('hub-loosened', 'AWS::SecurityHub::Standard', () => [
    set('StandardsArn', 'arn:aws:securityhub:eu-west-1::standards/other/v/1'),
    set('DisabledStandardsControls', [{ StandardsControlArn: 'arn:aws:securityhub:eu-west-1::control/x/S3.8' }]),
  ]),
  ofType('trail-loosened', 'AWS::CloudTrail::Trail', ({ AdvancedEventSelectors }) => [
    set('IsLogging', false),
    set('S3BucketName', 'another-bucket'),
    set('S3KeyPrefix', 'elsewhere'),
    set('CloudWatchLogsRoleArn', undefined),
    ...items(AdvancedEventSelectors).map((_, index) =>
      dropped(['AdvancedEventSelectors', index], 'one selector fewer'),
    ),
  ]),
];
