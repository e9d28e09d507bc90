/** What a definition names in braces: `{raw-bucket}`. Without a value, what is only that name is left out. */
export type Values = Record<string, string | number | boolean | string[] | undefined>;

const alone = /^\{([a-z][a-z-]*)\}$/;
const within = /\{([a-z][a-z-]*)\}/g;

function givenTo(name: string, values: Values) {
  if (!Object.hasOwn(values, name)) throw new Error(`the pipeline's definition names {${name}}, which is nothing here`);
  return values[name];
}

function filledText(text: string, values: Values): unknown {
  const [, name] = alone.exec(text) ?? [];
  if (name) return givenTo(name, values);
  return text.replace(within, (_, inner: string) => String(givenTo(inner, values) ?? ''));
}

function filledList(list: unknown[], values: Values): unknown {
  const [only] = list;
  if (list.length === 1 && typeof only === 'string' && alone.test(only)) {
    const value = filledText(only, values);
    return Array.isArray(value) || value === undefined ? value : [value];
  }
  // A flag of a command goes with its value.
  return list.flatMap((part, index) => {
    const next = filledDefinition(list[index + 1], values);
    const isFlag = typeof part === 'string' && part.startsWith('--');
    const value = filledDefinition(part, values);
    return value === undefined || (isFlag && index + 1 < list.length && next === undefined) ? [] : [value];
  });
}

/** The definition with each name's value in place of it. */
export function filledDefinition(part: unknown, values: Values): unknown {
  if (typeof part === 'string') return filledText(part, values);
  if (Array.isArray(part)) return filledList(part, values);
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part)
    .map(([key, inner]) => [key, filledDefinition(inner, values)] as const)
    .filter(([, inner]) => inner !== undefined);
  return entries.length === 0 && Object.keys(part).length > 0 ? undefined : Object.fromEntries(entries);
}

/** A pipeline that starts nothing and says why. */
export const definitionThatRefuses = (message: string) => ({
  Version: '2020-12-01',
  Metadata: {},
  Parameters: [],
  PipelineExperimentConfig: null,
  Steps: [{ Name: 'not-ready', Type: 'Fail', Arguments: { ErrorMessage: message } }],
});
