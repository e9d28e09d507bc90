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

/**
 * The parameters that a file holds, in each form that the AWS CLI and CodePipeline take: names with values, the same below
 * `Parameters`, a list of `ParameterKey` and `ParameterValue`, a list of `Name=value`. What a stack keeps (`UsePreviousValue`) is not
 * known here.
 */
export function parametersIn(read: Json): Record<string, Json> {
  const given = isObject(read) && read.Parameters !== undefined ? read.Parameters : read;
  const refuse = (what: Json): never => {
    const text = (JSON.stringify(what) ?? '').slice(0, 80);
    throw new AssemblyError(
      `${text} is not a form of parameters: {"Name": "value"}, as "aws cloudformation deploy" takes it`,
    );
  };
  if (isObject(given)) {
    const wrong = Object.values(given).find((value) => isObject(value) || value === null);
    return wrong === undefined ? given : refuse(wrong);
  }
  if (!Array.isArray(given)) return refuse(given);
  const pairs = given.flatMap((each): [string, Json][] => {
    if (typeof each === 'string') {
      const [, name = '', value = ''] = /^(\w+)=([\s\S]*)$/.exec(each) ?? refuse(each);
      return [[name, value]];
    }
    if (!isObject(each) || typeof each.ParameterKey !== 'string') return refuse(each);
    if (each.ParameterValue !== undefined) return [[each.ParameterKey, each.ParameterValue]];
    return each.UsePreviousValue === true ? [] : refuse(each);
  });
  return Object.fromEntries(pairs);
}
