import { readFileSync } from 'node:fs';
import type { Tier } from '../../src/answers/answers.ts';
import type { Settings } from '../../templates/infra/config.ts';
import { partitionOf } from '../../templates/judge/place.ts';
import type { Json } from '../../templates/judge/read/json.ts';
import { type Call, reachingCalls } from './actions.ts';
import { deniedActions, detectorsOf } from './detectors.ts';

const account = '111122223333';

/** A call as AWS records it and sends it to Amazon EventBridge. */
export function eventOf(call: Pick<Call, 'source' | 'eventName' | 'requestParameters' | 'data'>, by?: Json): Json {
  const { source } = call;
  return {
    version: '0',
    id: '11111111-2222-3333-4444-555555555555',
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${source}`,
    account,
    region: 'eu-west-1',
    resources: [],
    detail: {
      eventSource: `${source}.amazonaws.com`,
      eventName: call.eventName,
      eventType: 'AwsApiCall',
      eventCategory: call.data ? 'Data' : 'Management',
      readOnly: false,
      awsRegion: 'eu-west-1',
      requestParameters: call.requestParameters,
      userIdentity: by ?? stranger,
    },
  };
}

const stranger: Json = {
  type: 'AssumedRole',
  arn: `arn:aws:sts::${account}:assumed-role/developer/jane`,
  accountId: account,
  sessionContext: { sessionIssuer: { userName: 'developer' } },
};

/** Calls that nobody is told of, and why that is right. */
interface Listed {
  reason: string;
  /** Does it touch anything of ours? What does not is told apart, so that the share of the silent is of those that do. */
  reaches: boolean;
  actions: string[];
}

export const listed: Listed[] = JSON.parse(readFileSync(new URL('listed.json', import.meta.url), 'utf8'));

export interface Row {
  action: string;
  state: 'caught' | 'denied' | 'listed' | 'silent';
  by: string[];
}

/** Where the repository is, and who calls. */
interface Elsewhere {
  region?: string;
  by?: Json;
  /** Other answers than the defaults. */
  settings?: Partial<Settings>;
  /** Other calls than those of the data. */
  calls?: Call[];
}

/** The same event as another region has it. */
function inRegion(event: Json, region: string): Json {
  const { partition } = partitionOf(region);
  return JSON.parse(JSON.stringify(event).replaceAll('arn:aws:', `arn:${partition}:`).replaceAll('eu-west-1', region));
}

const named = (action: string) => listed.find(({ actions }) => actions.includes(action));

/** What becomes of each call at a tier. Caught comes first: a call that is denied is told as well. */
export async function callTable(
  tier: Tier,
  { region = 'eu-west-1', by: caller, settings, calls = reachingCalls() }: Elsewhere = {},
): Promise<Row[]> {
  const detectors = await detectorsOf(tier, region, settings);
  const denied = tier === 'restricted' ? deniedActions() : () => false;
  return calls.map((call): Row => {
    const action = `${call.service}:${call.action}`;
    const event = inRegion(eventOf(call, caller), region);
    const by = (call.unrecorded ? [] : detectors).filter((detector) => detector.catches(event)).map(({ id }) => id);
    if (by.length > 0) return { action, state: 'caught', by };
    if (denied(action)) return { action, state: 'denied', by: ['scp'] };
    const why = named(action);
    return why ? { action, state: 'listed', by: [why.reason] } : { action, state: 'silent', by: [] };
  });
}
