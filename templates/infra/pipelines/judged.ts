import { isObject, type Json, type JsonObject, listOf } from '../../judge/read/json.ts';

/** A step of a definition, with what its job's request says, however deep it is. */
export interface Step {
  name: string;
  type: string;
  request: JsonObject;
}

/** The steps of a pipeline's definition; none where its text is elsewhere or is not a definition. */
export function stepsOf({ PipelineDefinition }: JsonObject): Step[] {
  const body = isObject(PipelineDefinition) ? PipelineDefinition.PipelineDefinitionBody : undefined;
  if (typeof body !== 'string') return [];
  let definition: Json;
  try {
    definition = JSON.parse(body);
  } catch {
    return [];
  }
  return isObject(definition)
    ? listOf(definition.Steps)
        .filter(isObject)
        .map(({ Name, Type, Arguments }) => ({
          name: String(Name),
          type: String(Type),
          request: isObject(Arguments) ? Arguments : {},
        }))
    : [];
}

/** Every value of a setting in a request. */
export function settingsIn(part: Json, key: string): Json[] {
  if (Array.isArray(part)) return part.flatMap((each) => settingsIn(each, key));
  if (!isObject(part)) return [];
  return Object.entries(part).flatMap(([name, value]) => (name === key ? [value] : settingsIn(value, key)));
}

/** Where a request names what the starter of an execution gives: paths of keys. */
export function definitionParameters(part: Json, path: string[] = []): string[] {
  if (Array.isArray(part)) return part.flatMap((each, index) => definitionParameters(each, [...path, String(index)]));
  if (!isObject(part)) return [];
  if (typeof part.Get === 'string') return part.Get.startsWith('Parameters.') ? [path.join('.')] : [];
  return Object.entries(part).flatMap(([name, value]) => definitionParameters(value, [...path, name]));
}
