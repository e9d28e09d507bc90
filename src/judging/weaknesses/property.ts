import { isObject, type Json } from '../../../templates/judge/read/json.ts';
import { asText } from '../../shape/text.ts';

/** What is at a path of names with dots between them. */
export function at(value: Json | undefined, path: string): Json | undefined {
  let found = value;
  for (const name of path.split('.')) found = isObject(found) ? found[name] : undefined;
  return found;
}

export const isTrue = (value: Json | undefined): boolean => asText(value) === 'true';
