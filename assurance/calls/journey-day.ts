import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
    return readJourneys(text, id, withControls(settings, on));
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
  const people = journeysAt(tier).filter(({ by }) => by === 'people');
  return people.map(({ id, steps, raises = [] }) => {
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

/** An attack that is accepted, the alert that it names, and what of that alert's samples its steps look like. */
export interface ToldAttack {
  journey: string;
  alert: string;
  told: string[];
}

/** The samples of every alert that is on, for the names of a sample repository. */
function samplesAt(tier: Tier): Record<string, { caught: Sample[] }> {
  const values: Record<string, string> = {
    ...{ raw: 'my-raw', processed: 'my-processed', artifacts: 'my-artifacts', project: 'my-ml', account },
    ...{ partition: 'aws', region: 'eu-west-1', globalRegion: 'us-east-1', qualifier: 'hnb659fds' },
  };
  const on = controlsFor(readCatalog(templates.pathname), settingsOf(tier) as never).map(({ id }) => id);
  const files = on
    .map((id) => new URL(`infra/controls/${id}/events.json`, templates))
    .filter((file) => existsSync(file));
  const texts = files.map((file) => readFileSync(file, 'utf8').replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all));
  return Object.assign({}, ...texts.map((text) => JSON.parse(text)));
}

type Sample = { 'detail-type': string; detail: { eventName?: string } };

/** What a metric filter on the trail sees of taking a role, which no sample says. */
const taking = ({ action, what }: JourneyStep): Call['requestParameters'] =>
  action === 'sts:AssumeRole'
    ? {
        roleArn: `arn:aws:iam::${account}:${what.replace('{qualifier}', 'hnb659fds').replace('{account}', account).replace('{region}', 'eu-west-1')}`,
      }
    : {};

export async function acceptedAttacks(tier: Tier): Promise<ToldAttack[]> {
  const detectors = await detectorsOf(tier);
  const samples = samplesAt(tier);
  const calls = new Map(reachingCalls().map((call) => [`${call.service}:${call.action}`, call]));
  return journeysAt(tier).flatMap(({ id, steps, accepted }) => {
    if (!accepted) return [];
    const detector = detectors.find((one) => one.id === accepted.alert);
    const made = steps.flatMap((step) => {
      const call = calls.get(step.action);
      return call
        ? [
            {
              call,
              event: eventOf(
                { ...call, requestParameters: { ...about(step, call), ...taking(step) } },
                session(step.who),
              ),
            },
          ]
        : [];
    });
    const alike = (samples[accepted.alert]?.caught ?? []).filter(
      ({ detail: { eventName } }) => eventName === undefined || made.some(({ call }) => call.eventName === eventName),
    );
    const events = [...made.map(({ event }) => event), ...(alike as unknown as Json[])];
    const told = events
      .filter((event) => detector?.catches(event))
      .map((event) => (event as Sample).detail.eventName ?? (event as Sample)['detail-type']);
    return [{ journey: id, alert: accepted.alert, told: [...new Set(told)] }];
  });
}
