import type { CompiledStatement, Facts, ResourcePattern } from '../compiled.ts';
import { formExample, formGlob, type Place, serviceOf } from './forms.ts';
import { Automaton, type Glob, representatives } from './glob.ts';
import { arnGlob, exampleOf, shield, unshield } from './texts.ts';
import { overlap } from './variables.ts';

/** One resource for all that the same statements speak of. `of` are the positions of those statements. */
export interface ResourceCell {
  resource: string;
  /** Every form of ARN that such a resource can have; `resource` has the first. */
  forms: string[];
  of: number[];
}

/** Limits on the resources that are looked at: inside of one, or outside of all these (which have policies of their own). */
export interface Universe {
  inside?: string[];
  outside?: string[];
}

/**
 * For each set of statements that one resource can be in the scope of, one such resource of the given forms.
 * undefined where the forms have more states than `cap`.
 */
export function resourceCells(
  forms: string[],
  statements: CompiledStatement[],
  facts: Facts,
  place: Place,
  { inside, outside }: Universe = {},
  cap?: number,
): ResourceCell[] | undefined {
  const cells = new Map<string, ResourceCell>();
  const scopes = statements.map(({ resources }) => resources);
  const patterns = new Map<string, ResourcePattern>();
  for (const scope of scopes) for (const pattern of scope?.patterns ?? []) patterns.set(idOf(pattern), pattern);

  const within = inside?.map(bound);
  for (const form of [...forms].sort(plainest)) {
    if (inside && !inside.some((text) => isOfService(text, form))) continue;
    const automata: Automaton[] = [];
    const index = new Map<string, number>();
    const live: ResourcePattern[] = [];
    for (const [id, pattern] of patterns) {
      if (pattern.parts && !canReach(pattern, form)) continue;
      const language = ofPattern(id, pattern, facts);
      if (!language || within?.every((one) => !overlap(one.glob, language.glob))) continue;
      index.set(id, automata.push(language.automaton) - 1);
      if (pattern.parts) live.push(pattern);
    }
    const without = (outside ?? [])
      .filter((text) => isOfService(text, form))
      .map((text) => automata.push(bound(text).automaton) - 1);

    const sight = (matches: boolean[]): string => {
      if (without.some((at) => matches[at])) return '-';
      const of = scopes.flatMap((scope, position) => {
        if (!scope) return [position];
        const matched = scope.patterns.some((pattern) => matches[index.get(idOf(pattern)) ?? -1] === true);
        return matched !== scope.not ? [position] : [];
      });
      return of.join();
    };
    const seeds = () =>
      [
        ...live.map((pattern) => exampleOf(pattern, ['arn', place.partition, '', place.region, place.account], facts)),
        ...(inside ?? []).map((text) => text.replaceAll('*', 'example')),
        formExample(form, place),
      ].map(shield);
    // Most forms are out of reach of every pattern but `*`: there all ARNs of the form are alike.
    const alike = live.length === 0 && !inside && without.length === 0;
    const found = alike
      ? new Map([[sight(automata.map(() => true)), formExample(form, place)]])
      : representatives(ofForm(form, place).automaton, automata, {
          ...(within && { inside: within.map(({ automaton }) => automaton) }),
          seeds: seeds(),
          sight,
          ...(cap && { cap }),
        });
    if (!found) return undefined;
    for (const [key, resource] of found) {
      const known = cells.get(key);
      if (key === '-') continue;
      if (known) known.forms.push(form);
      else cells.set(key, { resource: unshield(resource), forms: [form], of: key ? key.split(',').map(Number) : [] });
    }
  }
  return [...cells.values()];
}

/** The forms that people know best are short. */
function plainest(a: string, b: string): number {
  return Number(a === '*') - Number(b === '*') || a.length - b.length;
}

function isOfService(text: string, form: string): boolean {
  const service = serviceOf(form);
  return form !== '*' && (service === undefined || text.split(':')[2] === service);
}

/** Policies of the older version read the same text without variables. */
const idOf = ({ text, variables }: ResourcePattern) => `${variables.length} ${text}`;

/** Whether a pattern and a form can be of the same service; most are not, and need no automaton. */
function canReach(pattern: ResourcePattern, form: string): boolean {
  const [token, ...more] = pattern.parts?.[2]?.tokens ?? [];
  if (form === '*') return false;
  if (more.length > 0 || typeof token !== 'object' || !('literal' in token)) return true;
  const service = serviceOf(form);
  return service === undefined || service === token.literal;
}

/** A form of text and its automaton, whose states are worth keeping: the same patterns come back for each principal. */
interface Language {
  glob: Glob;
  automaton: Automaton;
}

const languages = new Map<string, Language>();
const mostLanguages = 20_000;

function language(id: string, make: () => Glob): Language {
  let known = languages.get(id);
  if (!known) {
    const glob = make();
    known = { glob, automaton: new Automaton(glob) };
    if (languages.size >= mostLanguages) languages.clear();
    languages.set(id, known);
  }
  return known;
}

function ofForm(form: string, place: Place): Language {
  return language(`form ${form} ${place.partition} ${place.account}`, () => formGlob(form, place));
}

function ofPattern(id: string, { parts, variables }: ResourcePattern, facts: Facts): Language | undefined {
  const glob = () => arnGlob(parts, facts);
  if (variables.length === 0) return language(`pattern ${id}`, () => glob() as Glob);
  const found = glob();
  return found && { glob: found, automaton: new Automaton(found) };
}

function bound(text: string): Language {
  return language(`bound ${text}`, () =>
    [...shield(text)].map((char) => (char === '*' ? { kind: 'many' } : { kind: 'char', char })),
  );
}
