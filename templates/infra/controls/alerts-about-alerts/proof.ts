import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import type { JsonObject } from '../../../judge/read/json.ts';
import { eventRoleChecks } from '../../alerts/event-role-check.ts';
import { rulesUseKey } from '../../alerts/key-use.ts';
import { hasWatch, watchNames, watchRegionOf } from '../../alerts/watch.ts';
import { watchTargetOf } from '../../alerts/watch-check.ts';
import { watchMessage, watchPaths } from '../../alerts/watch-message.ts';
import { type Check, every, everyHas, type Judged, lacks, sameStatement, statementsOf } from '../check.ts';
import { askedFor, beatMessage, weekly } from '../heartbeat/beat.ts';
import { forwardedEvents, stateChanges } from './patterns.ts';

const regionOf = ({ stack }: Resource, { stacks }: Assembly) => stacks.find(({ name }) => name === stack)?.region;

export function checks({ settings, enabled }: Judged): Check[] {
  if (!hasWatch(settings)) return [theirs];
  const names = watchNames(settings);
  const region = watchRegionOf(settings);
  const { emails, https } = settings.alerting;
  const topic = {
    type: 'AWS::SNS::Topic',
    where: ({ properties }: Resource) => properties.TopicName === names.rule,
  };
  const message = { InputPathsMap: watchPaths, InputTemplate: watchMessage(settings) };
  return [
    everyHas(
      'what could not be sent is kept for 14 days, encrypted',
      { type: 'AWS::SQS::Queue' },
      { MessageRetentionPeriod: 14 * 24 * 60 * 60, SqsManagedSseEnabled: true },
    ),
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
        `${endpoint} is told by the second topic too`,
        {
          type: 'AWS::SNS::Subscription',
          where: ({ properties }, assembly) =>
            properties.TopicArn === assembly.names.watch && properties.Endpoint === endpoint,
        },
        { Protocol: protocol, FilterPolicy: undefined, RawMessageDelivery: undefined },
      ),
    ),
    everyHas(
      'a message goes there each week',
      { type: 'AWS::Events::Rule', where: ({ properties }) => properties.Name === names.heartbeat },
      (_, assembly) => ({
        ScheduleExpression: weekly,
        EventPattern: askedFor(settings),
        State: undefined,
        EventBusName: undefined,
        Targets: [{ Id: 'watch', Arn: assembly.names.watch, Input: beatMessage(settings, 'week') }],
      }),
    ),
    everyHas(
      'an alarm about alerts goes there',
      { type: 'AWS::Events::Rule', where: ({ properties }) => properties.Name === names.alarms },
      (_, assembly) => ({
        State: undefined,
        EventBusName: undefined,
        EventPattern: stateChanges(settings),
        Targets: [watchTargetOf(settings, assembly)],
      }),
    ),
    ...(region
      ? [
          everyHas(
            `in ${region}, what comes from ${settings.region} is sent to the second topic`,
            {
              type: 'AWS::Events::Rule',
              where: (resource, assembly) =>
                resource.properties.Name === names.rule && regionOf(resource, assembly) === region,
            },
            (_, assembly) => ({
              State: undefined,
              EventBusName: undefined,
              EventPattern: forwardedEvents(settings, assembly.account),
              Targets: [
                {
                  Id: 'watch',
                  Arn: assembly.names.watch,
                  DeadLetterConfig: { Arn: assembly.names['watch-undelivered'] },
                  InputTransformer: message,
                },
              ],
            }),
          ),
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

/** Who is told when an existing topic fails is its owner's to settle; nothing is made, and nothing is claimed. */
const theirs: Check = {
  sentence: 'nothing is made beside an existing topic',
  run: ({ resources, names }) => ({
    evidence: [String(names.alerts)],
    failures: resources.filter(({ type }) => type === 'AWS::SNS::Topic').map(({ path }) => path),
  }),
};
