import { styleText } from 'node:util';
import { lines } from '../src/lines.ts';

export interface PromptChoice {
  value: unknown;
  label: string;
  /** One line on what it yields. */
  yields?: string;
  checked?: boolean;
}

/** What is asked, before it is fitted to a terminal. */
export interface Prompt {
  type: 'select' | 'checkbox' | 'search' | 'input' | 'confirm';
  message: string;
  /** Shown while the question stands, gone once it is answered. */
  hint?: string;
  choices?: readonly PromptChoice[];
  default?: unknown;
  required?: boolean;
  validate?: (typed: string) => true | string;
}

/** Wide enough for what a choice yields to be beside it. */
const roomy = 78;

function fitted(choices: readonly PromptChoice[], width: number) {
  const column = Math.max(...choices.map(({ label }) => label.length)) + 2;
  return choices.map(({ value, label, yields, checked }) => {
    const choice = { value, short: label, ...(checked !== undefined && { checked }) };
    if (!yields) return { ...choice, name: label };
    return width < roomy
      ? { ...choice, name: label, description: lines(yields, width - 1).join('\n') }
      : { ...choice, name: `${label.padEnd(column)}${yields}` };
  });
}

/** The question as inquirer takes it, in words that break between words at that width. */
export function present(
  { hint, choices, validate, type, ...question }: Prompt,
  width: number,
): Record<string, unknown> {
  const below = hint ? lines(hint, width - 3).map((line) => `  ${styleText('dim', line)}`) : [];
  const message = (text: string, status: string) => {
    const title = styleText('bold', text);
    if (status === 'done' || below.length === 0) return title;
    return [title, ...below, ...(type === 'input' || type === 'search' ? [' >'] : [])].join('\n');
  };
  const offered = choices && fitted(choices, width);
  return {
    ...question,
    type,
    name: 'value',
    pageSize: 8,
    theme: { style: { message } },
    ...(validate && {
      validate: (typed: string) => {
        const verdict = validate(typed);
        return verdict === true ? true : lines(verdict, width - 3).join('\n  ');
      },
    }),
    ...(type === 'search' && {
      source: (term = '') =>
        offered?.filter((_, index) => {
          const { label, yields } = choices?.[index] ?? { label: '' };
          return `${label} ${yields}`.toLowerCase().includes(term.trim().toLowerCase());
        }),
    }),
    ...(type !== 'search' && offered && { choices: offered }),
  };
}

/** Puts each question by Yeoman's own prompt, of a generator or an adapter. */
export const askingBy =
  (prompt: (asked: never) => PromiseLike<unknown>, width: number) =>
  async (asked: Prompt): Promise<unknown> =>
    ((await prompt([present(asked, width)] as never)) as { value: unknown }).value;
