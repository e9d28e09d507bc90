import { isDeepStrictEqual } from 'node:util';
import { partitionOf } from '../../judge/place.ts';
import type { Assembly, Resource } from '../../judge/read/assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../judge/read/json.ts';
import { dataBucketsOf, type Settings } from '../config.ts';
import { type Check, every, everyHas } from '../controls/check.ts';
import { type Alert, type AlertScope, chosenAlerts, stateOf } from './alert.ts';
import { matches } from './matches.ts';
import { type Message, messageOf } from './message.ts';
import { routed } from './route.ts';
import { hasWatch } from './watch.ts';
import { watchTargetOf } from './watch-check.ts';

/**
 * Events of each alert, in the shape in which AWS records them: some that it must catch, some that it must not; and what
 * somebody is at who makes them, by the ids of MITRE ATT&CK (matrix for cloud, `T...`) and ATLAS (`AML...`).
 */
export type Samples = Record<string, { techniques?: string[]; caught: Json[]; missed: Json[] }>;

export function ruleScopeOf({ names, account, stacks }: Assembly, settings: Settings): AlertScope {
  const bucketName = (proofName: string) => String(names[proofName]).replace(/^arn:[^:]*:s3:::/, '');
  return {
    settings,
    partition: stacks[0]?.partition ?? '',
    account,
    buckets: Object.fromEntries(dataBucketsOf(settings).map((bucket) => [bucket, bucketName(bucket)])),
    logBuckets: ['logs', 'audit', 'configuration', 'copy']
      .filter((one) => one === 'logs' || names[one])
      .map(bucketName),
    topicArn: String(names.alerts),
    nameRules: names['name-rules'],
  };
}

/** Is it in the repository's own region, not in one with events of global services or alerts about alerts? */
export function isAtHome({ stack }: Resource, { stacks }: Assembly, { region }: Settings): boolean {
  return stacks.find(({ name }) => name === stack)?.region === region;
}

/** A control's events.json with {raw}, {project} and the like replaced by what this environment has. */
export function samplesFor(events: unknown, assembly: Assembly, settings: Settings): Samples {
  const { buckets, logBuckets, account, partition, topicArn, nameRules = '' } = ruleScopeOf(assembly, settings);
  const [logs = ''] = logBuckets;
  const { name: project, region, bootstrap } = settings;
  const { qualifier } = bootstrap;
  const values: Record<string, string> = {
    ...buckets,
    logs,
    account,
    partition,
    region,
    globalRegion: partitionOf(region).globalRegion,
    topicArn,
    project,
    qualifier,
    nameRules,
  };
  return JSON.parse(JSON.stringify(events).replace(/\{([\w-]+)\}/g, (whole, key: string) => values[key] ?? whole));
}

/** What is wrong with a rule's pattern when the samples are put to it. */
export function sampleComplaint(pattern: Json, samples: Samples[string] | undefined): string | undefined {
  if (!samples?.caught.length || !samples.missed.length) return 'has no sample events';
  try {
    const slipped = samples.caught.find((event) => !matches(pattern, event));
    if (slipped !== undefined) return `misses ${JSON.stringify(slipped)}`;
    const wrong = samples.missed.find((event) => matches(pattern, event));
    return wrong === undefined ? undefined : `also catches ${JSON.stringify(wrong)}`;
  } catch (error) {
    return `has a pattern that cannot be judged: ${(error as Error).message}`;
  }
}

/** `events` is what events.json beside the alerts has. */
export function alertChecks(alerts: Alert[], events: unknown, settings: Settings): Check[] {
  const on = chosenAlerts(alerts, settings);
  const off = alerts.filter((alert) => !on.includes(alert)).map(({ id }) => `${settings.name}-${id}`);
  const none: Check = {
    sentence: `alerts below ${settings.alerting.minimumSeverity} severity, and those of other tiers, are not sent`,
    run: ({ resources }) => ({
      evidence: off,
      failures: resources.filter(({ properties }) => off.includes(String(properties.Name))).map(({ path }) => path),
    }),
  };
  return [...on.flatMap((alert) => checksOf(alert, events, settings)), ...(off.length > 0 ? [none] : [])];
}

function checksOf(alert: Alert, events: unknown, settings: Settings): Check[] {
  const rule = {
    type: 'AWS::Events::Rule',
    where: ({ properties }: Resource) => properties.Name === `${settings.name}-${alert.id}`,
  };
  return [
    everyHas(`${alert.id}: the rule is on and catches exactly its events`, rule, (_, assembly) => ({
      State: stateOf(alert),
      EventPattern: alert.pattern(ruleScopeOf(assembly, settings)),
      EventBusName: undefined,
    })),
    every(`${alert.id}: sample events are caught, and near misses are not`, rule, ({ properties }, assembly) =>
      sampleComplaint(properties.EventPattern ?? null, samplesFor(events, assembly, settings)[alert.id]),
    ),
    every(`${alert.id}: an alert is sent, with the runbook's name`, rule, (resource, assembly) =>
      messageComplaint(resource.properties, alert, settings, assembly),
    ),
    every(`${alert.id}: the rule is within the limits of EventBridge`, rule, ({ properties }) => {
      // Amazon EventBridge User Guide, "Amazon EventBridge quotas": characters of a pattern and of a rule's name.
      if (JSON.stringify(properties.EventPattern).length > 2048) return 'has a pattern of more than 2048 characters';
      return String(properties.Name).length > 64 && 'has a name of more than 64 characters';
    }),
  ];
}

/** A target of a rule that is a topic, but for its id. */
function topicTarget(Arn: string | undefined, { undelivered }: Assembly['names'], message: Message): JsonObject {
  // A role here makes delivery to an encrypted topic fail: EventBridge User Guide, "Using resource-based policies".
  return {
    Arn: Arn ?? '',
    DeadLetterConfig: { Arn: undelivered ?? '' },
    InputTransformer: { InputPathsMap: message.paths, InputTemplate: message.template },
  };
}

function messageComplaint({ Targets }: JsonObject, alert: Alert, settings: Settings, assembly: Assembly) {
  const { names } = assembly;
  const { home, topics } = routed(alert, settings);
  const arns = [...(home ? [names.alerts] : []), ...topics.map((topic) => names[topic])];
  const message = messageOf(settings, alert);
  const wanted = arns.map((arn) => topicTarget(arn, names, message));
  const others = alert.watched && hasWatch(settings) ? [watchTargetOf(settings, assembly, 'calls')] : [];
  const found = listOf(Targets).filter(isObject);
  const told = found.slice(0, wanted.length).map(({ Id: _, ...target }) => target);
  const at = wanted.findIndex((target, index) => !isDeepStrictEqual(told[index], target));
  if (at >= 0) return `tells ${JSON.stringify(told[at]) ?? 'nobody'}, not ${wanted[at]?.Arn}`;
  const more = found.slice(wanted.length);
  return !isDeepStrictEqual(more, others) && `also tells ${JSON.stringify(more)}`;
}
