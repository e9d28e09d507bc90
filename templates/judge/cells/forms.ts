import { arnForms, formsOfService } from '../decide/iam-data.ts';
import { remembered } from '../decide/remembered.ts';
import type { Glob, Item } from './glob.ts';
import { literalOf } from './texts.ts';

/** The forms of ARN that an action can be asked about, as `arn:${Partition}:s3:::${BucketName}`; `*` where it names none. */
export function formsOf(action: string): string[] {
  const found = arnForms(action);
  return found.length > 0 ? found : ['*'];
}

export interface FormPlace {
  partition: string;
  region: string;
  account: string;
}

const parse = remembered((form): { text: string; variable: boolean; at: number; part: number }[] =>
  [...form.matchAll(/\$\{[^}]{1,500}\}|\*|[^$*]+/g)].map(({ 0: text, index: at }) => ({
    text,
    variable: text.startsWith('$') || text === '*',
    at,
    part: Math.min(5, form.slice(0, at).split(':').length - 1),
  })),
);

const lower = 'abcdefghijklmnopqrstuvwxyz0123456789-';

/**
 * All ARNs of a form, of one partition and account. A name holds no `/` or `:` where that would make it a name of
 * another form of the service; no request holds a wildcard.
 */
export function formGlob(form: string, { partition, account }: FormPlace): Glob {
  if (form === '*') return literalOf('*');
  return parse(form).flatMap(({ text, variable, at, part }): Item[] => {
    if (!variable) return literalOf(text);
    if (part === 1) return literalOf(partition);
    if (part === 4) return literalOf(account);
    if (part < 5) return some({ only: lower });
    return some({ not: `*?${[...'/:'].filter((separator) => isLongerForm(form, at, text, separator)).join('')}` });
  });
}

/** One readable ARN of a form. */
export function formExample(form: string, { partition, region, account }: FormPlace): string {
  if (form === '*') return form;
  const values = ['', partition, 'example', region, account];
  return parse(form)
    .map(({ text, variable, part }) => (!variable ? text : (values[part] ?? 'example')))
    .join('');
}

/** The service in a form's third part; undefined where it is open. */
export const serviceOf = remembered((form): string | undefined => {
  const name = form.split(':')[2];
  return name?.includes('$') || name === '*' ? undefined : name;
});

function some(limits: { not?: string; only?: string }): Item[] {
  return [
    { kind: 'one', ...limits },
    { kind: 'many', ...limits },
  ];
}

const longer = new Map<string, boolean>();
const anonymous = (text: string) => text.replace(/\$\{[^}]{1,500}\}/g, '*');

/** Whether this form, or another one of its service, goes on with a separator where this one has a name. */
function isLongerForm(form: string, at: number, name: string, separator: string): boolean {
  const key = `${form} ${at} ${separator}`;
  let known = longer.get(key);
  if (known === undefined) {
    const start = `${anonymous(form.slice(0, at))}*${separator}`;
    const others = formsOfService(serviceOf(form) ?? '');
    known = form[at + name.length] === separator || others.some((other) => anonymous(other).startsWith(start));
    longer.set(key, known);
  }
  return known;
}
