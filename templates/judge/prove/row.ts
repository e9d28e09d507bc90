import { isObject, type Json, parseJson } from '../read/json.ts';

/** Under which circumstances a row speaks. */
export type Clause =
  /** As the design has it: TLS 1.2, jobs through their endpoint, people with MFA. */
  | { kind: 'ordinary' }
  /** Whatever the request's context is. */
  | { kind: 'ever' }
  | { kind: 'given'; phrase: string }
  /** Allowed given the phrase, and never without it. */
  | { kind: 'only'; phrase: string };

/** A sentence of a proofs.json: `training may s3:GetObject raw/train/*`. */
export interface Row {
  text: string;
  /** Line in its proofs.json, from 1. */
  line: number;
  who: string;
  may: boolean;
  /** The claim is about everything that follows: passing, assuming, changing and reading of what others have. */
  reach?: true;
  actions: string[];
  /** Names of proofs with a path (`raw/train/*`), ends of an ARN (`training-job/NAME-*`), or `*`. */
  what: string[];
  clause: Clause;
}

/** Context keys by phrase, for the rows of one file: `as launch.py asks` -> its keys. */
export type Phrases = Record<string, Record<string, string | string[] | null>>;

export interface ParsedRows {
  rows: Row[];
  phrases: Phrases;
}

export class RowError extends Error {
  override readonly name = 'RowError';
}

const action = '[a-z0-9-]+:[A-Za-z0-9*]+';
const sentence = new RegExp(
  `^(?<who>\\S.*?) (?<verb>may|cannot)(?<reach> reach)? (?<actions>${action}(?:, ${action})*) (?<what>[^\\s,]+(?:, [^\\s,]+)*)(?: (?<clause>\\S.*))?$`,
);

/** Reads one sentence. Throws a RowError that says what a row looks like. */
export function parseRow(text: string, line: number): Row {
  const found = sentence.exec(text)?.groups as Record<'who' | 'verb' | 'actions' | 'what', string> | undefined;
  if (!found) {
    throw new RowError(
      `line ${line}: "${text}" is not a row. Write: WHO may|cannot [reach] SERVICE:ACTION[, ...] WHAT[, ...] [ever | only PHRASE | PHRASE]`,
    );
  }
  const may = found.verb === 'may';
  const { reach, clause: words } = found as Record<string, string | undefined>;
  // "from outside the network ever": whatever else holds, and by whatever way.
  const clause = clauseOf(reach ? words?.replace(/(?<=\S) ever$/, '') : words);
  if (reach && clause.kind === 'only') throw new RowError(`line ${line}: a "reach" has no "only"`);
  if (may && clause.kind === 'ever')
    throw new RowError(`line ${line}: "may ... ever" is not a claim; leave "ever" out`);
  if (!may && clause.kind === 'only') throw new RowError(`line ${line}: write "may ... only ${clause.phrase}"`);
  if (!may && clause.kind === 'ordinary') {
    throw new RowError(`line ${line}: a "cannot" needs "ever", or the circumstances under which it holds`);
  }
  const actions = found.actions.split(', ');
  return {
    text,
    line,
    who: found.who,
    may,
    ...(reach && { reach: true }),
    actions,
    what: found.what.split(', '),
    clause,
  };
}

function clauseOf(text: string | undefined): Clause {
  if (text === undefined) return { kind: 'ordinary' };
  if (text === 'ever') return { kind: 'ever' };
  return text.startsWith('only ')
    ? { kind: 'only', phrase: text.slice('only '.length) }
    : { kind: 'given', phrase: text };
}

/** A value of settings.json by its dotted name. */
function answer(settings: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), settings);
}

/**
 * The answers, with the controls that are on and the kinds of units that are there: `{"when": {"on.pipeline": true,
 * "has.schedule": true}}`.
 */
export function withControls<Settings extends object>(settings: Settings, ids: readonly string[]): Settings {
  const { units } = settings as { units?: { kind?: unknown }[] };
  const kinds = Array.isArray(units) ? units.map(({ kind }) => String(kind)) : [];
  const all = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]));
  return { ...settings, on: all(ids), has: all(kinds) };
}

/** Whether the answers are as a group's `when` says: `{"trail": "create"}`, `{"network": {"not": "none"}}`. */
export function answersTo(settings: object, when: Json | undefined): boolean {
  if (when === undefined) return true;
  if (!isObject(when)) throw new RowError('"when" is an object of answers');
  return Object.entries(when).every(([path, value]) => {
    const actual = answer(settings, path);
    if (Array.isArray(value)) return value.includes(actual as Json);
    return isObject(value) && 'not' in value ? actual !== value.not : actual === value;
  });
}

/**
 * Reads a proofs.json: a list of sentences, and of groups `{"when": {"trail": "create"}, "rows": [...]}` that count only
 * with these answers (`{"not": ...}`: with any other), or `"where"` something has a proof name. A group may name circumstances: `{"given": {"as a job": {...}}}`.
 * `file` comes before the line in errors.
 */
export function readRows(json: string, file: string, settings: object, names: string[]): ParsedRows {
  let list: Json;
  try {
    list = parseJson(json);
  } catch (error) {
    throw new RowError(`${file} is not JSON: ${(error as Error).message}`);
  }
  const lines = json.split('\n');
  const used = new Set<number>();
  const lineOf = (text: string) => {
    const quoted = JSON.stringify(text);
    const at = lines.findIndex((line, index) => !used.has(index) && line.includes(quoted));
    used.add(at);
    return at + 1;
  };
  const rows: Row[] = [];
  const phrases: Phrases = {};
  const add = (items: Json) => {
    if (!Array.isArray(items)) throw new RowError(`${file}: rows are a list`);
    for (const item of items) {
      if (typeof item === 'string') rows.push(at(file, () => parseRow(item, lineOf(item))));
      else if (isObject(item)) group(item);
      else throw new RowError(`${file}: ${JSON.stringify(item)} is neither a sentence nor a group`);
    }
  };
  const group = ({ when = {}, where, given = {}, rows: inner = [], ...more }: Record<string, Json>) => {
    const [unknown] = Object.keys(more);
    if (unknown) throw new RowError(`${file}: a group has "when", "where", "given" and "rows", not "${unknown}"`);
    if (!isObject(when) || !isObject(given)) throw new RowError(`${file}: "when" and "given" are objects`);
    Object.assign(phrases, given);
    if (answersTo(settings, when) && (where === undefined || names.includes(String(where)))) add(inner);
  };
  add(list);
  return { rows, phrases };
}

function at<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RowError) throw new RowError(`${file}, ${error.message}`);
    throw error;
  }
}

/** What the accounts answer: one in which nobody, or nothing, is called so is left out where another one answers. */
export function fromAccounts<Place, Answer>(places: Place[], ask: (place: Place) => Answer[]): Answer[] {
  let refused: RowError | undefined;
  const found = places.flatMap((place) => {
    try {
      return ask(place);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      refused ??= error;
      return [];
    }
  });
  if (found.length === 0 && refused) throw refused;
  return found;
}
