import type { Json } from '../../templates/judge/read/json.ts';
import { Refusal } from '../refusal.ts';
import { faultInJson } from '../shape/json-place.ts';
import { keptKeyIn } from '../shape/kept-keys.ts';

const maximumBytes = 256 * 1024;
const maximumDepth = 16;

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted && letter === '\\') at++;
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '{' || letter === '[')) deepest = Math.max(deepest, ++depth);
    else if (!quoted && (letter === '}' || letter === ']')) depth--;
  }
  return deepest;
}

/**
 * Parses JSON that somebody else wrote. Size (256 KiB) and depth (16) are checked on the text, before anything is built;
 * a key that every object has already is refused wherever it stands.
 */
export function parseUntrusted(content: Buffer, where: string): Json {
  const refuse = (what: string, fix: string) => new Refusal({ code: 'overlay/json', what, where, fix });
  if (content.length > maximumBytes) {
    throw refuse(`${content.length} bytes of JSON, ${maximumBytes} are read at most`, 'Make the file smaller.');
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw refuse('The file is not UTF-8', 'Save it as UTF-8.');
  }
  if (depthOf(text) > maximumDepth) {
    throw refuse(`JSON nested deeper than ${maximumDepth} levels`, 'Nest it less.');
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw refuse(`No JSON: ${faultInJson(text)}`, 'Fix the JSON.');
  }
  const key = keptKeyIn(value);
  if (key !== undefined) throw refuse(`The key "${key}" is one that every object has already`, 'Take the key out.');
  return value;
}
