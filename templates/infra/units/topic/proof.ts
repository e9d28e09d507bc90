import { isDeepStrictEqual } from 'node:util';
import type { Assembly } from '../../../judge/read/assembly.ts';
import type { JsonObject } from '../../../judge/read/json.ts';
import { alarmCheck } from '../../alerts/alarm-check.ts';
import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, every, everyHas, isNotExactly, type Judged } from '../../controls/check.ts';
import type { Unit } from '../../units.ts';
import { alarm, alerts } from './alerts.ts';
import events from './events.json' with { type: 'json' };

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Who may write to it, written apart from unit.ts. */
function statements(topic: string, { account }: Assembly): JsonObject[] {
  const publish = { Action: 'sns:Publish', Resource: topic };
  return [
    { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, ...publish },
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      ...publish,
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
    { Effect: 'Deny', Principal: { AWS: '*' }, ...publish, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  ];
}

export function checks(judged: Judged, unit: Unit): Check[] {
  const { settings } = judged;
  const wanted = [
    ...list(unit.emails).map((endpoint) => `email ${endpoint}`),
    ...list(unit.https).map((endpoint) => `https ${endpoint}`),
  ].sort();
  const topicArn = ({ names }: Assembly) => names[unit.name] ?? '';
  return [
    everyHas(
      'the topic is there by its name',
      {
        type: 'AWS::SNS::Topic',
        where: ({ properties }) => properties.TopicName === `${settings.name}-${unit.name}`,
      },
      { DisplayName: `${settings.name} ${unit.name}` },
    ),
    every(
      'only alert rules and this account’s alarms write to it, over TLS',
      {
        type: 'AWS::SNS::TopicPolicy',
        where: ({ properties }, assembly) => isDeepStrictEqual(properties.Topics, [topicArn(assembly)]),
      },
      ({ properties }, assembly) => isNotExactly(properties, statements(topicArn(assembly), assembly)),
    ),
    {
      sentence: 'it tells the addresses of its unit.json, and nobody else',
      run(assembly) {
        const found = assembly.resources.filter(
          ({ type, properties }) =>
            type === 'AWS::SNS::Subscription' &&
            properties.TopicArn === topicArn(assembly) &&
            properties.FilterPolicy === undefined &&
            properties.RawMessageDelivery === undefined,
        );
        const told = found.map(({ properties }) => `${properties.Protocol} ${properties.Endpoint}`).sort();
        const failures = isDeepStrictEqual(told, wanted) ? [] : [`tells ${told.join(', ')}, not ${wanted.join(', ')}`];
        return { evidence: found.map(({ stack, path }) => `${stack}: ${path}`), failures };
      },
    },
    alarmCheck(settings, `${unit.name}-not-delivered`, () => alarm(settings.name, unit.name)),
    ...unitAlertChecks(alerts(unit.name), events, judged, unit),
  ];
}
