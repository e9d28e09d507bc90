import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import type { JsonObject } from '../../../judge/read/json.ts';
import { chosenAlerts } from '../../alerts/alert.ts';
import { alertChecks } from '../../alerts/check.ts';
import { eventRoleChecks } from '../../alerts/event-role-check.ts';
import { forwardChecks } from '../../alerts/forward-check.ts';
import { rulesUseKey } from '../../alerts/key-use.ts';
import { queueAlarmCheck } from '../../alerts/queue-alarm-check.ts';
import { forwardQueue, hasWatch, watchNames, watchRegionOf } from '../../alerts/watch.ts';
import { watchTargetOf } from '../../alerts/watch-check.ts';
import { type Watched, watchMessage } from '../../alerts/watch-message.ts';
import { type Check, every, everyHas, type Judged, lacks } from '../check.ts';
import { beatCheck } from '../heartbeat/beat-check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };
import { forwardedCalls, stateChanges, watchedAlarms } from './patterns.ts';

const regionOf = ({ stack }: Resource, { stacks }: Assembly) => stacks.find(({ name }) => name === stack)?.region;

export function checks({ settings, enabled }: Judged): Check[] {
  if (!hasWatch(settings)) return [theirs(settings), kept, ...elsewhere(settings)];
  const names = watchNames(settings);
  const region = watchRegionOf(settings);
  const { emails, https } = settings.alerting;
  const topic = {
    type: 'AWS::SNS::Topic',
    where: ({ properties }: Resource) => properties.TopicName === names.rule,
  };
  const toldThere = (sentence: string, rule: string, watched: Watched) =>
    everyHas(
      sentence,
      {
        type: 'AWS::Events::Rule',
        where: (resource, assembly) => resource.properties.Name === rule && regionOf(resource, assembly) === region,
      },
      (_, { account, names: named }) => {
        const { paths, template } = watchMessage(settings, watched);
        return {
          State: undefined,
          EventBusName: undefined,
          EventPattern:
            watched === 'calls' ? forwardedCalls(settings, account) : watchedAlarms(settings, account, region ?? ''),
          Targets: [
            {
              Id: 'watch',
              Arn: named.watch,
              DeadLetterConfig: { Arn: named['watch-undelivered'] },
              InputTransformer: { InputPathsMap: paths, InputTemplate: template },
            },
          ],
        };
      },
    );
  return [
    ...elsewhere(settings),
    kept,
    every(`the second topic is in ${region ?? settings.region}`, topic, (resource, assembly) => {
      const found = regionOf(resource, assembly);
      return found !== (region ?? settings.region) && `is in ${found}`;
    }),
    ...(enabled.includes('customer-keys')
      ? [
          everyHas('the second topic has a key of its own', topic, (_, assembly) => ({
            KmsMasterKeyId: assembly.names['watch-key'],
          })),
          every(
            'EventBridge can use that key',
            {
              type: 'AWS::KMS::Key',
              where: ({ logicalId }, assembly) => String(assembly.names['watch-key']).includes(`/${logicalId}»`),
            },
            ({ properties }, { account, stacks }) => {
              const topics = `arn:${stacks[0]?.partition}:sns:*:${account}:${names.rule}`;
              const wanted = rulesUseKey(topics).map((statement): JsonObject => ({ ...statement }));
              return lacks(properties, wanted, 'KeyPolicy');
            },
          ),
        ]
      : []),
    ...[...emails.map((one) => ['email', one]), ...https.map((one) => ['https', one])].map(([protocol, endpoint]) =>
      everyHas(
        `${endpoint} is subscribed to the second topic too`,
        {
          type: 'AWS::SNS::Subscription',
          where: ({ properties }, assembly) =>
            properties.TopicArn === assembly.names.watch && properties.Endpoint === endpoint,
        },
        { Protocol: protocol, FilterPolicy: undefined, RawMessageDelivery: undefined },
      ),
    ),
    beatCheck(settings, { period: 'week', target: 'watch', name: names.heartbeat }, (named) =>
      region ? named['watch-undelivered'] : named.undelivered,
    ),
    everyHas(
      'an alarm about alerts goes there',
      {
        type: 'AWS::Events::Rule',
        where: (resource, assembly) =>
          resource.properties.Name === names.alarms && regionOf(resource, assembly) === settings.region,
      },
      (_, assembly) => ({
        State: undefined,
        EventBusName: undefined,
        EventPattern: stateChanges(settings),
        Targets: [watchTargetOf(settings, assembly, 'alarms')],
      }),
    ),
    ...(region
      ? [
          toldThere(
            `in ${region}, what comes from ${settings.region} is sent to the second topic`,
            names.rule,
            'calls',
          ),
          toldThere(`in ${region}, alarms about alerts are sent to the second topic`, names.alarms, 'alarms'),
          queueAlarmCheck(settings, names.queue),
          ...eventRoleChecks(settings, {
            id: 'WatchEvents',
            role: 'watch-events',
            called: 'watching',
            rules: ({ stacks, account }) =>
              `arn:${stacks[0]?.partition}:events:${settings.region}:${account}:rule/${settings.name}-*`,
            bus: ({ stacks, account }) => `arn:${stacks[0]?.partition}:events:${region}:${account}:event-bus/default`,
          }),
        ]
      : []),
  ];
}

const kept: Check = everyHas(
  'what could not be sent is kept for 14 days, encrypted',
  { type: 'AWS::SQS::Queue' },
  { MessageRetentionPeriod: 14 * 24 * 60 * 60, SqsManagedSseEnabled: true },
);

/** Who is told when an existing topic fails is its owner's to settle; nothing is made but by a unit, and nothing is claimed. */
const theirs = ({ units }: Judged['settings']): Check => ({
  sentence: 'nothing is made beside an existing topic',
  run: ({ resources, names }) => {
    const ofUnits = units.map(({ name }) => names[name]);
    const topics = resources.filter(({ type, ref }) => type === 'AWS::SNS::Topic' && !ofUnits.includes(ref));
    return { evidence: [String(names.alerts)], failures: topics.map(({ path }) => path) };
  },
});

/** What the region of global services could not send home. */
const elsewhere = (settings: Judged['settings']): Check[] => [
  ...alertChecks(alerts, samples, settings),
  ...forwardChecks(alerts, settings),
  ...(chosenAlerts(alerts, settings).length > 0 ? [queueAlarmCheck(settings, forwardQueue(settings))] : []),
];
