import type { Json } from '../../templates/judge/read/json.ts';
import { type AnswerKind, answerKindOf, rankings } from '../shape/kinds.ts';
import { asText } from '../shape/text.ts';

/** The bounds that a kind of answer can have; a text's, where none are named. */
const boundsOf: Partial<Record<AnswerKind, readonly string[]>> = {
  rank: ['oneOf', 'atLeast', 'atMost'],
  number: ['oneOf', 'atLeast', 'atMost'],
  list: ['includes'],
  tags: ['keys'],
  truth: [],
};

export function boundsFor(key: string): readonly string[] {
  return boundsOf[answerKindOf(key)] ?? ['oneOf', 'startsWith'];
}

/** Where a value is in its order: a tier's or severity's index, or the number itself; NaN where it has no place. */
export function rankOf(key: string, value: Json | undefined): number {
  if (answerKindOf(key) === 'number') return typeof value === 'number' ? value : Number.NaN;
  const ranking: readonly string[] = Object.hasOwn(rankings, key) ? rankings[key as keyof typeof rankings] : [];
  const at = ranking.indexOf(asText(value));
  return at < 0 ? Number.NaN : at;
}
