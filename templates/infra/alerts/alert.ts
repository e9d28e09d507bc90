import { partitionOf } from '../../judge/place.ts';
import type { Settings } from '../config.ts';
import type { Telling } from './tellings.ts';

export const severities = ['low', 'medium', 'high'] as const;
export type Severity = (typeof severities)[number];

/** An event pattern as Amazon EventBridge reads it: Amazon EventBridge User Guide, "Creating event patterns". */
export type EventPattern = { [key: string]: EventPattern | unknown[] };

/** What patterns may name of one environment. A control takes it from the foundation, a proof from the templates. */
export interface AlertScope {
  settings: Settings;
  partition: string;
  account: string;
  /** Names, not ARNs. */
  buckets: Record<string, string>;
  /** The bucket with access logs and, where this repository has a trail, a recorder or a locked copy, the ones with those. */
  logBuckets: string[];
  topicArn: string;
  /** The id of the rules that say which names the network resolves; none where the network is somebody else's. */
  nameRules?: string | undefined;
}

/** Events that raise an alert. */
export interface Alert {
  /** Its rule is named PROJECT-id. */
  id: string;
  /** Below the chosen minimum there is no rule. */
  severity: Severity;
  /** Only where the answers make the events possible; always when absent. */
  when?(settings: Settings): boolean;
  /** What happened, in words that the person who is woken up reads first. */
  description: string;
  /** The page in docs/runbooks that says what to do. */
  runbook: string;
  /** What the message takes from the event; without it, whatever calls usually name. */
  tells?: Telling;
  pattern(scope: AlertScope): EventPattern;
  /**
   * A rule sees calls that only read in this state alone (Amazon EventBridge User Guide, "AWS service events delivered
   * via AWS CloudTrail").
   */
  readOnlyCalls?: true;
  /** Whom it is for, beside security: the people who run the workload. */
  concerns?: 'workload';
  /** It blinds: the alert goes to the second topic as well. */
  watched?: true;
  /** A global service: its events are in one region of the partition, whatever region the repository is in. */
  global?: true;
}

/** The alerts that the answers turn on. Those of a global service need a rule where its events are. */
export function chosenAlerts(alerts: Alert[], settings: Settings): Alert[] {
  const least = severities.indexOf(settings.alerting.minimumSeverity);
  const isSeen = ({ global }: Alert) => !global || settings.globalStack || !isForwarded(settings.region);
  return alerts.filter(
    (alert) => severities.indexOf(alert.severity) >= least && isSeen(alert) && (alert.when?.(settings) ?? true),
  );
}

export function stateOf({ readOnlyCalls }: Alert): string {
  return readOnlyCalls ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED';
}

/** Is the repository in another region than the one with the events of IAM, of root and of sign-ins? */
export function isForwarded(region: string): boolean {
  return partitionOf(region).globalRegion !== region;
}

/** The part of a pattern that all calls to a service share. */
export function callsTo(service: string, detail: EventPattern): EventPattern {
  return {
    source: [`aws.${service}`],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: [`${service}.amazonaws.com`], ...detail },
  };
}
