import { readdirSync, readFileSync } from 'node:fs';
import type { Tier } from '../../src/answers/answers.ts';
import { controlsFor, readCatalog } from '../../src/plan/catalog.ts';
import { type Journey, type JourneyStep, readJourneys } from '../../templates/judge/prove/journey.ts';
import { withControls } from '../../templates/judge/prove/row.ts';
import type { Json } from '../../templates/judge/read/json.ts';
import { type Call, reachingCalls } from './actions.ts';
import { detectorsOf, settingsOf } from './detectors.ts';
import { eventOf } from './table.ts';

const templates = new URL('../../templates/', import.meta.url);
const account = '111122223333';

/** What somebody is told of while people do what they must be able to do. */
export interface DayOfJourney {
  journey: string;
  /** Ids of alerts, and those that the journey itself names. */
  alerts: string[];
  expected: string[];
}

function journeysAt(tier: Tier): Journey[] {
  const settings = settingsOf(tier);
  const on = controlsFor(readCatalog(templates.pathname), settings as never).map(({ id }) => id);
  return on.flatMap((id) => {
    const folder = new URL(`infra/controls/${id}/`, templates);
    if (!readdirSync(folder).includes('journeys.json')) return [];
    const text = readFileSync(new URL('journeys.json', folder), 'utf8');
    return readJourneys(text, id, withControls(settings, on)).filter(({ by }) => by === 'people');
  });
}

const session = (role: string, invokedBy?: string): Json => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::${account}:assumed-role/my-ml-${role}/jane`,
  accountId: account,
  sessionContext: { sessionIssuer: { userName: `my-ml-${role}` } },
  ...(invokedBy && { invokedBy }),
});

/** What a step is about, where an alert looks at it: a bucket and a key. */
function about({ what }: JourneyStep, call: Call): Call['requestParameters'] {
  const [bucket = '', ...key] = what.split('/');
  if (!call.data || !['raw', 'processed', 'artifacts'].includes(bucket)) return call.requestParameters;
  return { ...call.requestParameters, bucketName: `my-${bucket}`, key: key.join('/').replace('*', 'a') };
}

/** Each journey of people on one day, in its own words: every step that changes something, as the role that it names. */
export async function journeyDay(tier: Tier): Promise<DayOfJourney[]> {
  const detectors = await detectorsOf(tier);
  const calls = new Map(reachingCalls().map((call) => [`${call.service}:${call.action}`, call]));
  return journeysAt(tier).map(({ id, steps, raises = [] }) => {
    // CloudShell makes the interface of a shell with the rights of whoever opens it.
    const opensShell = steps.some(({ action }) => action === 'cloudshell:CreateEnvironment');
    const caught = steps.flatMap((step) => {
      const call = calls.get(step.action);
      // Passing a role is a right and no call: nothing records it (IAM User Guide, "Grant permissions to pass a role").
      if (!call || call.unrecorded || step.action === 'iam:PassRole') return [];
      const by = session(step.who, opensShell && call.service === 'ec2' ? 'cloudshell.amazonaws.com' : undefined);
      const event = eventOf({ ...call, requestParameters: about(step, call) }, by);
      return detectors.flatMap((one) => (one.catches(event) ? [one.id] : []));
    });
    return { journey: id, alerts: [...new Set(caught)].sort(), expected: raises.toSorted() };
  });
}
