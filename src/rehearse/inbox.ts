import type { Rehearsed } from '../judging/rehearsed.ts';
import type { Event } from './events.ts';
import { counts } from './filter-pattern.ts';
import type { Names } from './names.ts';

/** What a person would get. */
export interface Alert {
  rule: string;
  /** The call that it is about. */
  call: string;
  text: string;
}

interface Detector {
  rule: string;
  tells(event: Event): string | undefined;
}

type Properties = Record<string, unknown>;

function valueAt(event: Event, path: string): string {
  const found = path
    .replace(/^\$\./, '')
    .split('.')
    .reduce<unknown>((value, step) => {
      const [, name = '', place] = /^([^[]*)(?:\[(\d+)\])?$/.exec(step) ?? [];
      const next = (value as Properties | undefined)?.[name];
      return place === undefined ? next : (next as unknown[] | undefined)?.[Number(place)];
    }, event);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

/** Amazon EventBridge User Guide, "Amazon EventBridge input transformation". */
function messageOf(target: Properties | undefined, event: Event): string | undefined {
  if (!target?.InputTransformer) return undefined;
  const { InputPathsMap = {}, InputTemplate = '' } = target.InputTransformer as {
    InputPathsMap?: Record<string, string>;
    InputTemplate?: string;
  };
  const text = InputTemplate.replaceAll(/<([\w-]+)>/g, (_, name: string) => valueAt(event, InputPathsMap[name] ?? ''));
  return text.replaceAll(/^"|"$/gm, '').replaceAll(/ {2,}/g, ' ');
}

/** Management events that only read reach a rule in one state alone (Amazon EventBridge User Guide, "Receiving read-only events"). */
const reaches = ({ detail }: Event, state: unknown) =>
  !(detail.readOnly === true && detail.eventCategory === 'Management') ||
  state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/** The rules, and the metric filters with an alarm that one event sets off, as the templates deploy them. */
export class Inbox {
  readonly alerts: Alert[] = [];
  readonly #detectors: Detector[];

  constructor(here: Rehearsed, names: Names) {
    const all = (type: string) =>
      here.resources
        // What is in another region, or on another bus, hears of this region's calls only what is passed on to it.
        .filter(
          ({ type: each, arn = '' }) =>
            each === type && (!arn.includes(':events:') || arn.includes(`:${here.region}:`)),
        )
        .map(({ properties }) => JSON.parse(names.real(JSON.stringify(properties))) as Properties);
    const rules = all('AWS::Events::Rule').filter(
      ({ EventPattern, State, EventBusName }) => EventPattern && State !== 'DISABLED' && !EventBusName,
    );
    const alarms = all('AWS::CloudWatch::Alarm').filter(({ Threshold }) => Number(Threshold) === 1);
    this.#detectors = [
      ...rules.map(
        ({ Name, EventPattern, State, Targets }): Detector => ({
          rule: String(Name),
          tells: (event) =>
            reaches(event, State) && here.matches(EventPattern as never, event as never)
              ? messageOf((Targets as Properties[] | undefined)?.[0], event)
              : undefined,
        }),
      ),
      ...all('AWS::Logs::MetricFilter').flatMap(({ FilterPattern, MetricTransformations }) => {
        const metrics = (MetricTransformations as Properties[]).map(({ MetricName }) => MetricName);
        return alarms
          .filter(({ MetricName }) => MetricName && metrics.includes(MetricName))
          .map(
            ({ AlarmName, AlarmDescription }): Detector => ({
              rule: String(AlarmName),
              tells: (event) => (counts(String(FilterPattern), event.detail) ? String(AlarmDescription) : undefined),
            }),
          );
      }),
    ];
  }

  /** A rule tells of the same call once: a run repeats what people read once. */
  receive(event: Event): Alert[] {
    const call = String(event.detail.eventName ?? event['detail-type']);
    const found = this.#detectors.flatMap(({ rule, tells }): Alert[] => {
      const text = tells(event);
      return text === undefined ? [] : [{ rule, call, text }];
    });
    this.alerts.push(...found);
    return found;
  }
}
