import { answerText } from '../src/answers/keys.ts';
import type { Prompt } from './present.ts';
import type { PromptFunction } from './prompts.ts';

/** Thrown by an `Ask` where a person wants the question before. */
export class Back extends Error {}

/** The question with what was answered before as its default: going back, or on again, changes nothing. */
function offering(asked: Prompt, value: unknown): Prompt {
  const { type, choices = [] } = asked;
  if (type === 'checkbox') {
    const chosen = value as unknown[];
    return { ...asked, choices: choices.map((choice) => ({ ...choice, checked: chosen.includes(choice.value) })) };
  }
  if (type !== 'search') return { ...asked, default: value };
  return { ...asked, choices: [...choices].sort((a, b) => Number(b.value === value) - Number(a.value === value)) };
}

/** An earlier answer that still is one, now that others changed. */
function stillFits({ type, choices = [], validate, required }: Prompt, value: unknown): boolean {
  const offered = (one: unknown) => choices.some((choice) => choice.value === one);
  if (type === 'checkbox') {
    const chosen = value as unknown[];
    return chosen.every(offered) && !(required && chosen.length === 0);
  }
  if (type === 'select' || type === 'search') return offered(value);
  return type !== 'input' || validate === undefined || validate(String(value)) === true;
}

/**
 * Questions that a person can walk through in both directions. They are asked anew from the start for each step back, with the
 * answers that stand given in their place, so that what is asked may depend on what was answered.
 */
export class Interview {
  readonly #ask: PromptFunction;
  readonly #answers = new Map<string, unknown>();
  #asked: readonly Prompt[] = [];

  constructor(ask: PromptFunction) {
    this.#ask = ask;
  }

  /** The questions that were asked last, in their order, with the answers. */
  get answers(): [question: string, answer: string][] {
    return this.#asked.map(({ message, type, choices = [] }) => {
      const value = this.#answers.get(message);
      const isChosen = (one: unknown) => (Array.isArray(value) ? value.includes(one) : one === value);
      const chosen = type === 'search' ? [] : choices.filter((choice) => isChosen(choice.value));
      return [message, chosen.map(({ label }) => label).join(', ') || answerText(value)];
    });
  }

  /** Asks all; `walk` puts its questions one after the other. */
  async all<T>(walk: (ask: PromptFunction) => Promise<T>): Promise<T> {
    for (let standing = 0; ; ) {
      const asked: Prompt[] = [];
      try {
        return await this.#pass(walk, asked, (message) => asked.findIndex((one) => one.message === message) < standing);
      } catch (error) {
        if (!(error instanceof Back)) throw error;
        standing = Math.max(0, asked.length - 2);
      }
    }
  }

  /** Asks one question again, and what its answer brings up; undefined where the person went back. */
  async one<T>(walk: (ask: PromptFunction) => Promise<T>, question: string): Promise<T | undefined> {
    const before = new Map(this.#answers);
    try {
      return await this.#pass(walk, [], (message) => message !== question);
    } catch (error) {
      if (!(error instanceof Back)) throw error;
      this.#answers.clear();
      for (const [message, answer] of before) this.#answers.set(message, answer);
      return undefined;
    }
  }

  async #pass<T>(
    walk: (ask: PromptFunction) => Promise<T>,
    asked: Prompt[],
    stands: (message: string) => boolean,
  ): Promise<T> {
    const result = await walk(async (question) => {
      const { message } = question;
      const known = this.#answers.has(message);
      const before = this.#answers.get(message);
      asked.push(question);
      if (known && stands(message) && stillFits(question, before)) return before;
      const answer = await this.#ask(known ? offering(question, before) : question);
      this.#answers.set(message, answer);
      return answer;
    });
    this.#asked = asked;
    return result;
  }
}
