import { isObject, type Json, type JsonObject } from './json.ts';

/** What a person says of the deployment: values of parameters, and conditions as they come out. */
export interface Given {
  parameters?: Record<string, Json>;
  conditions?: Record<string, boolean>;
}

/** A stack with its environment and its template, as the assembly's manifest gives them. */
export interface StackInfo {
  /** Of a nested stack: `Parent/LogicalId`. */
  name: string;
  /** `accountId` and the like stand for what only deployment knows; they are the same in every value. */
  account: string;
  region: string;
  partition: string;
  template: JsonObject;
  /** What is left to the deployment: that here stands in for it. The partition is the region's. */
  assumed?: { account: boolean; region: boolean; name?: boolean };
  /** Of a nested stack: who made it, and with which values, as its template writes them. */
  parent?: { stack: StackInfo; parameters: JsonObject };
  /** Nested stacks whose templates are at hand, by logical id. */
  nested?: Map<string, StackInfo>;
  given?: Given;
  /** Where its template lies, for people: the path as it was named. */
  file?: string;
}

/** What a template says by a name of its own; every object has a `constructor` that none says. */
export const own = (section: Json | undefined, name: string): Json | undefined =>
  isObject(section) && Object.hasOwn(section, name) ? section[name] : undefined;

/** What a map may give, each once: a key of undefined is one that only the deployment knows, and may be any. */
export function mapped(mappings: Json | undefined, keys: (Json | undefined)[]): Json[] {
  const found = keys.reduce<Json[]>(
    (levels, key) =>
      levels.flatMap((level) => {
        if (key === undefined) return isObject(level) ? Object.values(level) : [];
        const value = own(level, String(key));
        return value === undefined ? [] : [value];
      }),
    [mappings ?? null],
  );
  return [...new Map(found.map((value) => [JSON.stringify(value), value])).values()];
}

/** A value and the stack whose template writes it. */
export interface WrittenValue {
  value: Json;
  stack: StackInfo;
}

/** What a parameter is: what was given for it, what the parent passes, or its default; undefined where nobody says. */
export function parameterOf(id: string, stack: StackInfo): WrittenValue | undefined {
  const parameter = own(stack.template.Parameters, id);
  if (!isObject(parameter)) return undefined;
  const passed = own(stack.parent?.parameters, id);
  if (passed !== undefined && stack.parent) return { value: passed, stack: stack.parent.stack };
  const given = stack.parent ? undefined : own(stack.given?.parameters, id);
  // The default of a parameter of Systems Manager is its name there, not its value.
  const value = given ?? (String(parameter.Type).includes('SSM') ? undefined : parameter.Default);
  if (value === undefined) return undefined;
  const isList = /^(List<|CommaDelimitedList$)/.test(String(parameter.Type));
  return { value: isList && typeof value === 'string' ? value.split(',').map((each) => each.trim()) : value, stack };
}
