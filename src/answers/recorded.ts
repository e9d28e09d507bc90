import type { AnswerSource } from '../shape/kinds.ts';
import { flatten } from './file.ts';
import { answerText, groups, isKnownKey, valueAt } from './keys.ts';
import { collect, type Gathered, type GivenAnswer } from './sources.ts';

const known: readonly string[] = ['flag', 'file', 'overlay', 'default', 'environment', 'you'] satisfies AnswerSource[];

const entries = (document: unknown, source: AnswerSource): GivenAnswer[] =>
  (flatten(document) ?? []).map(([key, value]) => ({ key, value, source }));

/**
 * The answers of a repository: what its settings.json says now, with the sources that its lock recorded. What was edited
 * in settings.json since is `you`. Both are untrusted. Keys that are not answers are their owner's own, and are not used. An
 * answer that is newer than the lock takes what `fresh` gives, or its default.
 */
export function recordedAnswers(
  settings: unknown,
  lock: { answers: unknown; sources: Readonly<Record<string, unknown>> },
  fresh: readonly GivenAnswer[] = [],
): Gathered {
  const before = collect('', entries(lock.answers, 'default')).answers;
  const answered = entries(settings, 'you').filter(({ key }) => isKnownKey(key) || groups.includes(key));
  const given = answered.map((one): GivenAnswer => {
    if (!isKnownKey(one.key)) return one;
    const same = answerText(valueAt(before, one.key)) === answerText(one.value);
    const source = Object.hasOwn(lock.sources, one.key) ? lock.sources[one.key] : 'default';
    return { ...one, source: same && known.includes(source as string) ? (source as AnswerSource) : 'you' };
  });
  return collect('', [...fresh.filter(({ key }) => !given.some((one) => one.key === key)), ...given]);
}
