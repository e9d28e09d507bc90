import { AssemblyError, readJson } from './files.ts';
import { isObject, type Json } from './json.ts';
import type { Given } from './parameters.ts';

/**
 * What a person says of the deployment: `conditions` as NAME=true and NAME=false, and a file of parameters, as
 * {"Name": "value"} or as the AWS CLI takes them. Throws an AssemblyError that says what is wrong.
 */
export function givenOf(conditions: string[] = [], file?: string): Given {
  return { ...conditionsGiven(conditions), ...(file && { parameters: parametersIn(readJson(file, 'any')) }) };
}

/** The conditions alone. */
export function conditionsGiven(conditions: string[]): Given {
  const decided = conditions.map((text): [string, boolean] => {
    const [, name = '', value] = /^(\w+)=(true|false)$/.exec(text) ?? [];
    if (!value) throw new AssemblyError(`--condition ${text}: write NAME=true or NAME=false`);
    return [name, value === 'true'];
  });
  return { conditions: Object.fromEntries(decided) };
}

/** The parameters that a file holds, in either form. */
export function parametersIn(read: Json): Record<string, Json> {
  const listed = Array.isArray(read) ? read : isObject(read) ? read.Parameters : undefined;
  if (Array.isArray(listed)) {
    const pairs = listed.flatMap((each) =>
      isObject(each) && typeof each.ParameterKey === 'string' ? [[each.ParameterKey, each.ParameterValue ?? '']] : [],
    );
    return Object.fromEntries(pairs) as Record<string, Json>;
  }
  return (listed ?? read) as Record<string, Json>;
}
