import { spend } from '../decide/effort.ts';
import { remembered } from '../decide/remembered.ts';

/**
 * A form of text, item by item: one character (`fold`: in either case), any one, or any number. `not` and `only` list
 * the characters that `one` and `many` refuse or are limited to.
 */
export type Item = { kind: 'char'; char: string; fold?: true } | { kind: 'one' | 'many'; not?: string; only?: string };
export type Glob = Item[];

/** `fold`: letters in either case. */
export function literal(text: string, fold = false): Glob {
  return [...text].map((char) => ({ kind: 'char', char, ...(fold && { fold: true }) }));
}

const dead = 0;

interface Letters {
  each: string[];
  sets: string[];
}

/** One glob as an automaton whose states are made as they are met. State 0 is the one that nothing leads out of. */
export class Automaton {
  readonly #items: Glob;
  readonly #positions: number[][] = [[]];
  readonly #numbers = new Map<string, number>([['', dead]]);
  readonly #next: Map<string, number>[] = [new Map()];
  readonly #letters: Letters[] = [];
  readonly start: number;

  constructor(items: Glob) {
    this.#items = items;
    this.start = this.#state(new Set([0]));
  }

  step(state: number, char: string): number {
    if (state === dead) return dead;
    const known = this.#next[state]?.get(char);
    if (known !== undefined) return known;
    const reached = new Set<number>();
    for (const position of this.#positions[state] ?? []) {
      const item = this.#items[position];
      if (item && takes(item, char)) reached.add(item.kind === 'many' ? position : position + 1);
    }
    const next = this.#state(reached);
    this.#next[state]?.set(char, next);
    return next;
  }

  /** What every text begins with. */
  get prefix(): string {
    const free = this.#items.findIndex((item) => item.kind !== 'char' || item.fold);
    const fixed = free < 0 ? this.#items : this.#items.slice(0, free);
    return fixed.map((item) => (item.kind === 'char' ? item.char : '')).join('');
  }

  accepts(state: number): boolean {
    return this.#positions[state]?.at(-1) === this.#items.length;
  }

  /** The characters that a state tells apart from all others, and the sets that it takes alone. */
  letters(state: number): Letters {
    let known = this.#letters[state];
    if (!known) {
      const items = (this.#positions[state] ?? []).flatMap((position) => this.#items[position] ?? []);
      known = {
        each: [...new Set(items.flatMap(lettersOf))],
        sets: [...new Set(items.flatMap((item) => (item.kind !== 'char' && item.only) || []))],
      };
      this.#letters[state] = known;
    }
    return known;
  }

  readonly after = remembered((text): number => {
    spend(text.length / 16);
    let state = this.start;
    for (const char of text) state = this.step(state, char);
    return state;
  });

  matches(text: string): boolean {
    return this.accepts(this.after(text));
  }

  #state(reached: Set<number>): number {
    for (const position of reached) {
      if (this.#items[position]?.kind === 'many') reached.add(position + 1);
    }
    const positions = [...reached].sort((a, b) => a - b);
    // Behind the last `many` that takes everything, earlier positions lead nowhere that it does not.
    const last = positions.findLastIndex((position) => isFree(this.#items[position]));
    const needed = last > 0 ? positions.slice(last) : positions;
    const key = needed.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#positions.length);
    this.#next.push(new Map());
    return this.#positions.push(needed) - 1;
  }
}

function lettersOf(item: Item): string[] {
  if (item.kind !== 'char') return [...(item.not ?? '')];
  return item.fold ? [item.char.toLowerCase(), item.char.toUpperCase()] : [item.char];
}

function isFree(item: Item | undefined): boolean {
  return item?.kind === 'many' && item.not === undefined && item.only === undefined;
}

/** Whether an item can be, or go on with, a character. */
export function takes(item: Item, char: string): boolean {
  if (item.kind !== 'char') return !item.not?.includes(char) && (item.only?.includes(char) ?? true);
  return item.char === char || (item.fold === true && item.char.toLowerCase() === char.toLowerCase());
}

/** Characters to stand for "any other", the most readable first. */
const readable = 'xyzabcdefghijklmnopqrstuvwABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~';

interface Step {
  states: number[];
  from: Step | undefined;
  char: string;
}

/**
 * For each way in which texts of `within` can match some globs and not others, as `01`, one text: a seed where one
 * fits, else the shortest. Breadth first through the product of the automata; undefined where it has more than `cap` states.
 */
export function representatives(
  within: Automaton,
  others: Automaton[],
  { seeds = [], inside = [], cap = 20_000 }: Options = {},
): Map<string, string> | undefined {
  const automata = [within, ...others, ...inside];
  const bounds = others.length + 1;
  const found = new Map<string, string>();
  const record = (states: number[], text: () => string) => {
    const ends = automata.map((automaton, at) => automaton.accepts(states[at] ?? dead));
    if (!ends[0] || (inside.length > 0 && !ends.includes(true, bounds))) return;
    const key = ends.slice(1, bounds).map(Number).join('');
    if (!found.has(key)) found.set(key, text());
  };
  for (const seed of seeds) {
    record(
      automata.map((automaton) => automaton.after(seed)),
      () => seed,
    );
  }
  const seen = new Set<string>();
  const [bound = within, ...more] = inside;
  const { prefix } = more.length > 0 ? within : bound;
  let frontier: Step[] = [{ states: automata.map((each) => each.after(prefix)), from: undefined, char: prefix }];
  // Without globs there is one way.
  while (frontier.length > 0 && (others.length > 0 || found.size === 0)) {
    const next: Step[] = [];
    for (const step of frontier) {
      record(step.states, () => spell(step));
      const letters = alphabet(automata, step.states);
      // A step takes a sixteenth of a statement's time.
      spend((letters.size * automata.length) / 16);
      for (const char of letters) {
        const states = automata.map((automaton, index) => automaton.step(step.states[index] ?? dead, char));
        if (states[0] === dead || (inside.length > 0 && states.every((state, at) => at < bounds || state === dead)))
          continue;
        const key = states.join();
        if (seen.has(key)) continue;
        if (seen.size >= cap) return undefined;
        seen.add(key);
        next.push({ states, from: step, char });
      }
    }
    frontier = next;
  }
  return found;
}

interface Options {
  seeds?: string[];
  /** Only texts that one of these matches. */
  inside?: Automaton[];
  cap?: number;
}

/** One character for each way in which the automata can go on. */
function alphabet(automata: Automaton[], states: number[]): Set<string> {
  const letters = new Set<string>();
  const sets = new Set<string>();
  for (const [index, automaton] of automata.entries()) {
    const { each, sets: alone } = automaton.letters(states[index] ?? dead);
    for (const letter of each) letters.add(letter);
    for (const set of alone) sets.add(set);
  }
  const others = new Map<string, string>();
  for (const char of `${readable}${[...sets].join('')}${unusedCharacter(letters)}`) {
    if (others.size === 2 ** sets.size) break;
    if (letters.has(char)) continue;
    const kind = [...sets].map((set) => set.includes(char)).join();
    if (!others.has(kind)) others.set(kind, char);
  }
  return new Set([...others.values(), ...letters]);
}

/** None that a set of names can hold. */
function unusedCharacter(letters: Set<string>): string {
  for (let code = 0x3b1; ; code++) if (!letters.has(String.fromCodePoint(code))) return String.fromCodePoint(code);
}

function spell(step: Step): string {
  const chars: string[] = [];
  for (let at: Step | undefined = step; at; at = at.from) chars.push(at.char);
  return chars.reverse().join('');
}
