import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../refusal.ts';
import type { Source } from './answers.ts';
import { flatten } from './file.ts';
import { controlOf, isAnswerKey, textOf, valueAt } from './keys.ts';
import { type Gathered, type Given, gather } from './sources.ts';

const largest = 8 * 1024 * 1024;
const known: readonly string[] = ['flag', 'file', 'overlay', 'default', 'environment', 'you'] satisfies Source[];

function readJson(directory: string, path: string): Record<string, unknown> | undefined {
  const file = join(directory, path);
  const refuse = (what: string) => {
    const fix = `Take it from the last commit: git checkout HEAD -- ${path}`;
    return new Refusal({ code: 'answers/recorded', what, where: file, fix });
  };
  let text: string;
  try {
    if (statSync(file).size > largest) throw refuse('The file is larger than 8 MB');
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null && !Array.isArray(document))
      return document as Record<string, unknown>;
  } catch {}
  throw refuse('The file holds no JSON object');
}

/**
 * The answers of a repository: what its settings.json says now, with the sources that its lock recorded. What was edited
 * in settings.json since is `you`. Both files are untrusted: keys that are no answers become problems, and are not used.
 */
export function readRecorded(directory: string): Gathered {
  const settings = readJson(directory, 'settings.json');
  if (!settings) {
    const fix = 'Go to one that create-secure-ml wrote, or name it: secure-ml answers -C DIR';
    throw new Refusal({ code: 'answers/no-repository', what: 'There is no settings.json here', where: directory, fix });
  }
  const lock = readJson(directory, '.secure-ml/lock.json');
  const before = gather('', entries(lock?.answers, 'default')).answers;
  const sources = (lock?.sources ?? {}) as Record<string, unknown>;
  const given = entries(settings, 'you').map((one): Given => {
    if (!isAnswerKey(one.key) && !controlOf(one.key)) return one;
    const same = lock !== undefined && textOf(valueAt(before, one.key)) === textOf(one.value);
    const source = Object.hasOwn(sources, one.key) ? sources[one.key] : 'default';
    return { ...one, source: same && known.includes(source as string) ? (source as Source) : 'you' };
  });
  return gather('', given);
}

function entries(document: unknown, source: Source): Given[] {
  return (flatten(document) ?? []).map(([key, value]) => ({ key, value, source }));
}
