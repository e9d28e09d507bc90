import { parseJson } from '../../templates/judge/read/json.ts';
import { Refusal } from '../refusal.ts';
import { faultInJson, withoutMark } from '../shape/json-place.ts';
import { keptKeyIn } from '../shape/kept-keys.ts';
import { isDeviceName } from '../tree/path.ts';
import type { UnitKind, UnitQuestion } from './kind.ts';

/** What `add` brought: its name is its folder's, its values answer the questions of its kind. */
export interface Unit {
  name: string;
  kind: string;
  values: Record<string, unknown>;
}

const nameForm = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** With the project's name before it a unit's name is part of names that AWS limits to 63 and 64 characters. */
const longest = 20;

/** What is wrong with a unit's name; undefined where it is fine. `taken`: names that mean something else already. */
export function nameFault(name: string, taken: ReadonlySet<string>): string | undefined {
  if (!nameForm.test(name) || name.length > longest) {
    return `"${name}" is not a name: use 1 to ${longest} of a-z, 0-9 and single dashes, a letter first`;
  }
  if (isDeviceName(name)) return `"${name}" is a name that Windows keeps for a device`;
  return taken.has(name) ? `"${name}" is taken` : undefined;
}

/** What is wrong with an answer to a unit's question; undefined where it is fine. */
export function valueFault(
  { type, choices = [], pattern, form, of, default: usual, least = 0, most = Infinity }: UnitQuestion,
  value: unknown,
) {
  // Beside the choices a unit of a kind, where the question says so; that it is there, others see.
  const listed = (one: unknown) =>
    typeof one === 'string' && (choices.includes(one) || (of !== undefined && nameForm.test(one)));
  const matches = (one: unknown) =>
    typeof one === 'string' && one.length <= 200 && new RegExp(`^(?:${pattern ?? '.*'})$`).test(one);
  const fits = {
    some: () => Array.isArray(value) && value.every(listed) && new Set(value).size === value.length,
    one: () => listed(value),
    text: () => matches(value),
    // One without a default has to have something in it.
    list: () =>
      Array.isArray(value) &&
      (value.length > 0 || usual !== null) &&
      value.every(matches) &&
      new Set(value).size === value.length,
    unit: () => typeof value === 'string' && nameForm.test(value),
    whole: () => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    yes: () => typeof value === 'boolean',
  }[type]();
  if (fits) return undefined;
  const wanted = {
    some: `some of ${choices.join(', ')}${of ? `, or units of the kind ${of}` : ''}`,
    one: `one of ${choices.join(', ')}`,
    text: form ?? 'a text',
    list: form ?? 'texts with commas between',
    unit: `the name of a unit of the kind ${of}`,
    whole: `a whole number from ${least} to ${most}`,
    yes: 'true or false',
  }[type];
  return `give ${wanted}`;
}

/** A text from a command line as the question's value. */
export function typed({ type }: UnitQuestion, text: string): unknown {
  if (type === 'some' || type === 'list') return text === '' ? [] : text.split(',').map((one) => one.trim());
  if (type === 'whole') return /^\d+$/.test(text) ? Number(text) : text;
  if (type === 'yes') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

/** unit.json: the kind, its values in the order of its questions, then whatever its owner added. */
export function printUnit({ kind, values }: Unit, { asks }: UnitKind): Buffer {
  const own = Object.keys(values).filter((key) => !asks.some((question) => question.key === key));
  const ordered = [...asks.map(({ key }) => key), ...own].map((key) => [key, values[key]]);
  return Buffer.from(`${JSON.stringify({ kind, ...Object.fromEntries(ordered) }, null, 2)}\n`);
}

const broken = (path: string, what: string, fix: string) =>
  new Refusal({ code: 'units/declaration', what, where: path, fix });

/**
 * The unit that a unit.json declares. One of a kind that we do not have is its owner's: undefined. Throws a Refusal
 * where it is not JSON, or a value does not answer its question. A question that is newer takes its default.
 */
export function parseUnit(path: string, content: Buffer, kinds: readonly UnitKind[]): Unit | undefined {
  const name = path.split('/').at(-2) as string;
  let document: unknown;
  const text = withoutMark(content.toString());
  try {
    document = parseJson(text);
  } catch {
    const fix = 'Fix it, or restore it from a commit where it is intact.';
    throw broken(path, `It is not JSON: ${faultInJson(text)}`, fix);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw broken(path, 'It is not a JSON object', 'Write an object with "kind".');
  }
  const key = keptKeyIn(document);
  if (key !== undefined) throw broken(path, `The key "${key}" has no place in it`, 'Take the key out.');
  const { kind, ...given } = document as Record<string, unknown>;
  const declared = kinds.find((one) => one.kind === kind);
  if (!declared) return undefined;
  const defaults = Object.fromEntries(declared.asks.map(({ key, default: value }) => [key, value]));
  const values = { ...defaults, ...given };
  for (const question of declared.asks) {
    const fault = valueFault(question, values[question.key]);
    if (fault)
      throw broken(path, `"${question.key}" is ${JSON.stringify(values[question.key])}`, `In ${path}, ${fault}.`);
  }
  return { name, kind: declared.kind, values };
}
