import type { AnswerKey } from '../shape/kinds.ts';

export interface Choice {
  value: string;
  /** One line on what it turns on. */
  yields: string;
}

/** A question as data: prompts, help and messages are made from it. */
export interface Question {
  key: AnswerKey;
  ask: string;
  /** One line on what the answer changes. */
  changes: string;
  /** What may be given, as the end of "give ...". */
  give: string;
  choices?: readonly Choice[];
  /** Everybody gets it, or only who says yes to 'Customize?'. The name is taken from the directory. */
  when: 'first' | 'customize' | 'never';
}
