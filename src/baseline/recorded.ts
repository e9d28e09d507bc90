import { recordedAnswers } from '../answers/recorded.ts';
import type { Gathered, GivenAnswer } from '../answers/sources.ts';
import { readBelow } from '../files/read.ts';
import { Refusal } from '../refusal.ts';
import { faultInJson, withoutMark } from '../shape/json-place.ts';
import { keptKeyIn } from '../shape/kept-keys.ts';
import { isPristine } from '../tree/tree.ts';
import type { Lock } from './lock.ts';

const largest = 1_000_000;
export const settingsPath = 'settings.json';

function parseSettings(content: Buffer | undefined): unknown {
  const refuse = (what: string) => {
    const fix = `Restore it from a commit where it is intact: git checkout COMMIT -- ${settingsPath}`;
    return new Refusal({ code: 'answers/recorded', what, where: settingsPath, fix });
  };
  if (!content) throw refuse('There is no settings.json');
  if (content.length > largest) throw refuse('The file is larger than 1 MB');
  const text = withoutMark(content.toString());
  const place = faultInJson(text);
  if (place) throw refuse(`The file is not JSON: ${place}`);
  const document: unknown = JSON.parse(text);
  const key = keptKeyIn(document);
  if (key !== undefined) throw refuse(`The key "${key}" has no place in the file`);
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
  throw refuse('The file holds no JSON object');
}

/** The answers of a repository: its settings.json, as these bytes, beside its lock. */
export function answersOf(settings: Buffer | undefined, lock: Lock, fresh: readonly GivenAnswer[] = []): Gathered {
  return recordedAnswers(parseSettings(settings), lock, fresh);
}

/** settings.json as it is written, and its text; undefined where it is as it was generated. */
export function editedSettings(directory: string, lock: Lock): { document: unknown; text: string } | undefined {
  const content = readBelow(directory, settingsPath, largest);
  if (!content || isPristine(content, lock.files.get(settingsPath)?.blob)) return undefined;
  return { document: parseSettings(content), text: withoutMark(content.toString()) };
}

const read = new WeakMap<Lock, Gathered>();

/** The answers that the lock recorded. */
export function lockedAnswers(lock: Lock): Gathered {
  const known = read.get(lock) ?? recordedAnswers(lock.answers, lock);
  read.set(lock, known);
  return known;
}

/** The answers as the work tree has them: those of the lock themselves where nobody changed any. */
export function readAnswers(directory: string, lock: Lock): Gathered {
  const settings = parseSettings(readBelow(directory, settingsPath, largest));
  const isLocked = JSON.stringify(settings) === JSON.stringify(lock.answers);
  return isLocked ? lockedAnswers(lock) : recordedAnswers(settings, lock);
}
