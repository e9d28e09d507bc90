import { isObject, type Json, type JsonObject } from '../../templates/judge/read/json.ts';

export type Path = (string | number)[];

/** What is done to a template: resources by logical id, `undefined` where one is taken away. */
export interface Change {
  /** The resource that is changed, and where in it. */
  id: string;
  path: Path;
  what: string;
  resources: Record<string, JsonObject | undefined>;
}

export interface Operator {
  id: string;
  changes(resource: JsonObject, id: string): Change[];
}

/** A copy with the value at a path replaced; taken away where `next` answers undefined. */
export function edited<T extends Json>(value: T, path: Path, next: (old: Json) => Json | undefined): T {
  const [step, ...rest] = path;
  if (step === undefined) return next(value) as T;
  if (Array.isArray(value)) {
    const index = Number(step);
    const item = edited(value[index] as Json, rest, next) as Json | undefined;
    return (item === undefined ? value.toSpliced(index, 1) : value.with(index, item)) as T;
  }
  const object = value as JsonObject;
  const item = edited(object[step] as Json, rest, next) as Json | undefined;
  const { [step]: _, ...others } = object;
  return (item === undefined ? others : { ...object, [step]: item }) as T;
}

/** Every value below, with its path. */
export function walk(value: Json, path: Path = []): { path: Path; value: Json }[] {
  const below = Array.isArray(value)
    ? value.flatMap((item, index) => walk(item, [...path, index]))
    : isObject(value)
      ? Object.entries(value).flatMap(([key, item]) => walk(item, [...path, key]))
      : [];
  return [{ path, value }, ...below];
}

/** One change to one value of a resource. */
export function change(
  resource: JsonObject,
  id: string,
  path: Path,
  what: string,
  next: (old: Json) => Json | undefined,
): Change {
  return { id, path, what, resources: { [id]: edited(resource, path, next) } };
}

export const propertiesOf = (resource: JsonObject) =>
  walk(resource.Properties ?? {}, ['Properties']).filter(({ path }) => path.length > 1);

/** An operator on single values of properties: `weaken` answers what it makes of each, nothing where it is not its kind. */
export function onValues(
  id: string,
  weaken: (value: Json, path: Path, type: string) => { what: string; to: Json | undefined }[],
): Operator {
  return {
    id,
    changes: (resource, logicalId) =>
      propertiesOf(resource).flatMap(({ path, value }) =>
        weaken(value, path, String(resource.Type)).map(({ what, to }) =>
          change(resource, logicalId, path, what, () => to),
        ),
      ),
  };
}

/** Inside of a policy document: other operators know what its parts mean. */
export const inPolicy = (path: Path) => path.includes('Statement');
