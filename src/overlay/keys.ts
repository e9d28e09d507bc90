import type { Json } from '../../templates/judge/read/json.ts';

/**
 * Values of which each is stricter than the one before it. The answers' own lists stand in a room that imports this one;
 * a test holds the two to each other.
 */
export const ranks: Record<string, readonly string[]> = {
  sensitivity: ['public', 'internal', 'confidential', 'restricted'],
  'alerting.minimumSeverity': ['low', 'medium', 'high'],
};

/** The bounds that a kind of answer can have. */
const boundsOf = {
  rank: ['oneOf', 'atLeast', 'atMost'],
  number: ['oneOf', 'atLeast', 'atMost'],
  text: ['oneOf', 'startsWith'],
  list: ['includes'],
  tags: ['keys'],
  truth: [],
} as const;
export type AnswerKind = keyof typeof boundsOf;

/** The kind of an answer, by its key. Every other key is a text. */
export function answerKindOf(key: string): AnswerKind {
  if (Object.hasOwn(ranks, key)) return 'rank';
  if (key === 'monthlyBudgetUsd') return 'number';
  if (['alerting.emails', 'alerting.https', 'zones'].includes(key)) return 'list';
  if (key === 'tags') return 'tags';
  return key.startsWith('controls.') || key === 'globalStack' ? 'truth' : 'text';
}

export function boundsFor(key: string): readonly string[] {
  return boundsOf[answerKindOf(key)];
}

/** Where a value stands in its order: a tier's or severity's index, or the number itself; NaN where it has no place. */
export function rankOf(key: string, value: Json | undefined): number {
  if (answerKindOf(key) === 'number') return typeof value === 'number' ? value : Number.NaN;
  const at = ranks[key]?.indexOf(String(value)) ?? -1;
  return at < 0 ? Number.NaN : at;
}

/** Where a key is divided: a tag's or control's name is one key, whatever dots it has. */
function divided(key: string, within?: string): [head: string, rest: string | undefined] {
  const dot = within === 'tags' || within === 'controls' ? -1 : key.indexOf('.');
  return dot < 0 ? [key, undefined] : [key.slice(0, dot), key.slice(dot + 1)];
}

/** `a.b.c` of a settings object. */
export function settingAt(settings: Json | undefined, key: string, within?: string): Json | undefined {
  const [head, rest] = divided(key, within);
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return undefined;
  if (!Object.hasOwn(settings, head)) return undefined;
  const value = settings[head];
  return rest === undefined ? value : settingAt(value, rest, head);
}

export function withSetting(
  answers: { [key: string]: Json },
  key: string,
  value: Json,
  within?: string,
): { [key: string]: Json } {
  const [head, rest] = divided(key, within);
  if (rest === undefined) return { ...answers, [head]: value };
  return { ...answers, [head]: withSetting((answers[head] ?? {}) as { [key: string]: Json }, rest, value, head) };
}
