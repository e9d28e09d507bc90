import { isObject, type Json, parseJson } from '../read/json.ts';
import { answersTo, RowError } from './row.ts';

/** One call on the way: who makes it, from where and with what in the request. */
export interface JourneyStep {
  who: string;
  action: string;
  /** As in a row: `raw/train/*`, `training-job/NAME-*`, `*`. */
  what: string;
  /** A phrase of rows: `from outside the network`. */
  from?: string;
  /** Keys that the request carries besides. */
  with?: Record<string, string | string[] | null>;
}

/** What a person does from beginning to end, or what an attacker tries. */
export interface Journey {
  id: string;
  title: string;
  by: 'people' | 'attacker';
  /** Techniques of MITRE ATT&CK (T1530) and ATLAS (AML.T0020). */
  mitre?: string[];
  /** Roles that are taken first, by the sign-in of the answers. */
  signsIn?: string[];
  steps: JourneyStep[];
  /** Alerts that a person's journey raises, because somebody has to hear of it. */
  raises?: string[];
  /** An attack that nothing stops: the alert that tells of it, and why it is accepted. */
  accepted?: { alert: string; why: string };
}

const keys = ['id', 'title', 'by', 'mitre', 'signsIn', 'steps', 'raises', 'accepted', 'when'];

/** Reads a journeys.json: a list of journeys, each with `when` as in groups of rows. `file` comes before errors. */
export function readJourneys(text: string, file: string, settings: object): Journey[] {
  let list: Json;
  try {
    list = parseJson(text);
  } catch (error) {
    throw new RowError(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(list)) throw new RowError(`${file}: journeys are a list`);
  return list.flatMap((item) => {
    if (!isObject(item) || typeof item.id !== 'string' || !Array.isArray(item.steps) || item.steps.length === 0)
      throw new RowError(`${file}: a journey has "id", "title", "by" and "steps"`);
    const unknown = Object.keys(item).find((key) => !keys.includes(key));
    if (unknown) throw new RowError(`${file}, ${item.id}: a journey has ${keys.join(', ')}, not "${unknown}"`);
    return answersTo(settings, item.when) ? [item as unknown as Journey] : [];
  });
}
