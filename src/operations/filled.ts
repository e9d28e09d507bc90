/** A call's parameters, as boto3 and the AWS CLI's --cli-input-json take them. */
export type Parameters = Record<string, unknown>;

/** Where a call is made, and what only the service's state tells (`KeyArn`, `SecretArn`, `Version`, ...). */
export interface CallPlace {
  partition: string;
  region: string;
  account: string;
  stored?: Record<string, string | undefined>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function steps(value: unknown, path: string[]): unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return value === undefined || value === null ? [] : [value];
  const [, name = '', kind] = /^(.*?)(?:\[(key|value|0)?\])?$/.exec(step) ?? [];
  const found = isRecord(value) ? value[name] : undefined;
  if (!step.endsWith(']')) return steps(found, rest);
  // Of a list whose items go into a key of one value: the first stands for all.
  if (kind === '0') return steps((found as unknown[] | undefined)?.[0], rest);
  const list = kind
    ? Object.entries(isRecord(found) ? found : {}).map(([key, text]) => (kind === 'key' ? key : text))
    : found;
  return Array.isArray(list) ? list.flatMap((item) => steps(item, rest)) : [];
}

/** What is at a path; nothing where it is not given. */
function at(path: string, parameters: Parameters, place: CallPlace): string[] {
  if (path.startsWith('stored:')) return [place.stored?.[path.slice('stored:'.length)] ?? []].flat();
  if (path === 'partition' || path === 'region' || path === 'account') return [place[path]];
  return steps(parameters, path.split('.')).map(String);
}

/** The first of `A|B` that is given. */
export function parameterValues(paths: string, parameters: Parameters, place: CallPlace): string[] {
  for (const path of paths.split('|')) {
    const found = at(path, parameters, place);
    if (found.length > 0) return found;
  }
  return [];
}

/** Every text that a template stands for; none where something is missing. */
export function filledArns(template: string, parameters: Parameters, place: CallPlace): string[] {
  let made = [''];
  const parts = template.split(/(\{[^{}]+\})/);
  for (const [index, part] of parts.entries()) {
    if (!/^\{[^{}]+\}$/.test(part)) {
      made = made.map((text) => text + part);
      continue;
    }
    const slashed = part.startsWith('{/');
    const values = parameterValues(part.slice(slashed ? 2 : 1, -1), parameters, place).map((value) =>
      slashed && !value.startsWith('arn:') ? `/${value.replace(/^\//, '')}` : value,
    );
    // What only the state could tell, and nobody asked it: one that no statement names.
    const known = values.length === 0 && index > 1 && /[{|]stored:\w+\}$/.test(part) ? ['any'] : values;
    made = made.flatMap((text) =>
      known.map((value) => (value.startsWith('arn:') && /^arn:/.test(text) ? value : text + value)),
    );
  }
  return made;
}
