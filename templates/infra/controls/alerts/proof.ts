import { isDeepStrictEqual } from 'node:util';
import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import type { JsonObject } from '../../../judge/read/json.ts';
import { rulesUseKey } from '../../alerts/key-use.ts';
import { type Check, every, everyHas, type Judged, lacks, none, sameStatement, statementsOf } from '../check.ts';
import { slackChannel } from './slack.ts';

/** Of a topic that a unit makes: its own proof says whom it tells. */
const isOfUnit = ({ properties }: Resource, { names }: Assembly, units: Judged['settings']['units']) =>
  units.some(({ name }) => names[name] !== undefined && names[name] === properties.TopicArn);

const subscribed = (protocol: string, endpoint: string, units: Judged['settings']['units']): Check =>
  everyHas(
    `${endpoint} is subscribed by ${protocol}`,
    {
      type: 'AWS::SNS::Subscription',
      where: (found, assembly) =>
        found.properties.Protocol === protocol &&
        found.properties.Endpoint === endpoint &&
        found.properties.TopicArn !== assembly.names.watch &&
        !isOfUnit(found, assembly, units),
    },
    (_, { names }) => ({ TopicArn: names.alerts, FilterPolicy: undefined, RawMessageDelivery: undefined }),
  );

export function checks({ settings, enabled }: Judged): Check[] {
  const { name, region, alerting } = settings;

  function statements({ account, names, stacks }: Assembly): JsonObject[] {
    const publish = { Action: 'sns:Publish', Resource: names.alerts ?? '' };
    const from = (service: string, Condition?: JsonObject): JsonObject => ({
      Effect: 'Allow',
      Principal: { Service: service },
      ...publish,
      ...(Condition && { Condition }),
    });
    const StringEquals = { 'aws:SourceAccount': account };
    const budgets = { 'aws:SourceArn': `arn:${stacks[0]?.partition}:budgets::${account}:*` };
    return [
      from('events.amazonaws.com'),
      from('cloudwatch.amazonaws.com', { StringEquals }),
      ...(enabled.includes('budget') && names['budget-topic']
        ? [from('budgets.amazonaws.com', { StringEquals, ArnLike: budgets })]
        : []),
      { Effect: 'Deny', Principal: { AWS: '*' }, ...publish, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ];
  }

  const keyUse = every(
    'EventBridge and CloudWatch can use the alerts key, or no alert would arrive',
    {
      type: 'AWS::KMS::Key',
      where: ({ logicalId }, { names }) => String(names['alerts-key']).includes(`/${logicalId}»`),
    },
    ({ properties }, { account, stacks }) => {
      const topics = `arn:${stacks[0]?.partition}:sns:${region}:${account}:*`;
      const use = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' };
      return lacks(
        properties,
        [
          ...rulesUseKey(topics).map((statement): JsonObject => ({ ...statement })),
          {
            ...use,
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': account } },
          },
        ],
        'KeyPolicy',
      );
    },
  );

  const own = [
    every(
      'only alert rules, this account’s alarms and its budget write to the topic, over TLS',
      {
        type: 'AWS::SNS::TopicPolicy',
        where: ({ properties }, { names }) => isDeepStrictEqual(properties.Topics, [names.alerts]),
      },
      ({ properties }, assembly) => {
        const [found, wanted] = [statementsOf(properties), statements(assembly)];
        const missing = wanted.find((statement) => !found.some((other) => sameStatement(statement, other)));
        if (missing) return `has no statement ${JSON.stringify(missing)}`;
        const stray = found.find((statement) => !wanted.some((other) => sameStatement(statement, other)));
        return stray && `also has ${JSON.stringify(stray)}`;
      },
    ),
    ...(enabled.includes('customer-keys') ? [keyUse] : []),
    ...alerting.emails.map((endpoint) => subscribed('email', endpoint, settings.units)),
    ...alerting.https.map((endpoint) => subscribed('https', endpoint, settings.units)),
    none(
      'nobody else is subscribed',
      { type: 'AWS::SNS::Subscription', where: unknownEndpoint },
      ({ properties: { Endpoint } }) => `tells ${JSON.stringify(Endpoint)}, which is not in settings.json`,
    ),
    ...(alerting.slack ? slackChecks(alerting.slack) : []),
  ];

  function unknownEndpoint(found: Resource, assembly: Assembly): boolean {
    const { properties } = found;
    return (
      !isOfUnit(found, assembly, settings.units) &&
      ![...alerting.emails, ...alerting.https].includes(String(properties.Endpoint))
    );
  }

  function slackChecks(answer: string): Check[] {
    const { workspace, channel } = slackChannel(answer);
    return [
      everyHas(
        'the Slack channel receives alerts, and nobody can act from it',
        { type: 'AWS::Chatbot::SlackChannelConfiguration' },
        (_, { names, stacks }) => ({
          SlackWorkspaceId: workspace,
          SlackChannelId: channel,
          SnsTopicArns: [names.alerts],
          IamRoleArn: names.slack,
          GuardrailPolicies: [`arn:${stacks[0]?.partition}:iam::aws:policy/AWSDenyAll`],
          LoggingLevel: 'ERROR',
        }),
      ),
      everyHas(
        'the role of the Slack channel has no permission',
        { type: 'AWS::IAM::Role', where: ({ properties }) => properties.RoleName === `${name}-slack` },
        { ManagedPolicyArns: undefined, Policies: undefined },
      ),
    ];
  }

  const existing: Check = {
    sentence: 'alerts go to the topic that the answers name',
    run: ({ names }) => ({
      evidence: [String(names.alerts)],
      failures: names.alerts === alerting.topicArn ? [] : [`alerts go to ${names.alerts}`],
    }),
  };

  return alerting.topicArn ? [existing] : own;
}
