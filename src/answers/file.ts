import { parseJson } from '../../templates/judge/read/json.ts';
import { readNamed } from '../files/read.ts';
import { Refusal } from '../refusal.ts';
import { faultInJson, withoutMark } from '../shape/json-place.ts';
import { groups, plainKey } from './keys.ts';

const largest = 1_000_000;

/** Answers by dotted key, from the JSON of a file in the shape of settings.json. Values are as they are: unchecked. */
export function flatten(document: unknown, within = ''): [key: string, value: unknown][] | undefined {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined;
  return Object.entries(document).flatMap(([leaf, value]): [string, unknown][] => {
    const key = within + leaf;
    return (groups.includes(key) && flatten(value, `${key}.`)) || [[plainKey(key), value]];
  });
}

/** The answers of `--answers FILE`. */
export function readAnswersFile(file: string): [key: string, value: unknown][] {
  const refuse = (what: string, fix: string) => new Refusal({ code: 'answers/file', what, where: file, fix });
  const shape = 'Give a JSON object in the shape of settings.json: {"region": "eu-west-1", "sensitivity": "internal"}';
  const named = 'Name a JSON file: --answers answers.json';
  let text: string;
  try {
    const content = readNamed(file, process.cwd(), largest);
    if (!content) throw refuse('There is no such answers file', named);
    text = content.toString();
  } catch (error) {
    if (error instanceof Refusal) {
      if (error.code === 'files/size') throw refuse('The answers file is larger than 1 MB', shape);
      throw error.code.startsWith('files/') ? refuse(error.what, named) : error;
    }
    const { code } = error as NodeJS.ErrnoException;
    throw refuse(`The answers file cannot be read (${code})`, named);
  }
  let document: unknown;
  try {
    document = parseJson(withoutMark(text));
  } catch {
    throw refuse(`The answers file is not valid JSON: ${faultInJson(withoutMark(text))}`, shape);
  }
  const answers = flatten(document);
  if (!answers) throw refuse('The answers file holds no object', shape);
  return answers;
}
