import type { CompiledStatement, Facts, ResourcePattern } from '../decide/compiled.ts';
import { spend } from '../decide/effort.ts';
import { rememberedFor } from '../decide/remembered.ts';
import { type FormPlace, formExample, formGlob, serviceOf } from './forms.ts';
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
  place: FormPlace,
  { inside, outside }: Universe = {},
  cap?: number,
): ResourceCell[] | undefined {
  const cells = new Map<string, ResourceCell>();
  const scopes = statements.map(({ resources }) => resources);
  const patterns = new Map<string, ResourcePattern>();
  for (const scope of scopes) for (const pattern of scope?.patterns ?? []) patterns.set(idOf(pattern), pattern);

  for (const form of [...forms].sort(plainest)) {
    // Without statements all resources are alike.
    if (statements.length === 0 && cells.size > 0) break;
    spend(2 * patterns.size);
    const whole = ofForm(form, place);
    const within = inside && boundsOf(inside, form, whole);
    if (within?.length === 0) continue;
    const without = outside ? boundsOf(outside, form, whole) : [];
    const index = new Map<string, number>();
    const live: Language[] = [];
    const examples: string[] = [];
    for (const [id, pattern] of patterns) {
      if (!pattern.parts || !canReach(pattern, form)) continue;
      const language = ofPattern(id, pattern, facts);
      if (!language || within?.every((one) => !meet(one, language)) || !meet(whole, language)) continue;
      index.set(id, live.push(language) - 1);
      examples.push(exampleOf(pattern, ['arn', place.partition, '', place.region, place.account], facts));
    }
    // Most forms are out of reach of every pattern but `*`: there all ARNs of the form are alike.
    const isPlain = live.length === 0 && !inside && without.length === 0;
    const ways = isPlain
      ? new Map([['', formExample(form, place)]])
      : kinds(whole, [...without, ...live], {
          inside: within ?? [],
          seeds: [
            ...examples,
            ...(inside ?? []).map((text) => text.replaceAll('*', 'example').replaceAll('?', 'x')),
            formExample(form, place),
          ],
          cap,
        });
    if (!ways) return undefined;
    for (const [matches, resource] of ways) {
      if (matches.slice(0, without.length).includes('1')) continue;
      spend(scopes.length / 4);
      const isMatched = (pattern: ResourcePattern) =>
        !pattern.parts || matches[without.length + (index.get(idOf(pattern)) ?? Number.NaN)] === '1';
      const of = scopes.flatMap((scope, position) =>
        !scope || scope.patterns.some(isMatched) !== scope.not ? [position] : [],
      );
      const known = cells.get(of.join());
      if (!known) cells.set(of.join(), { resource: unshield(resource), forms: [form], of });
      else if (known.forms.at(-1) !== form) known.forms.push(form);
    }
  }
  return [...cells.values()];
}

/** Whether an ARN of a form can match a text with wildcards. */
export function canMatch(form: string, text: string, place: FormPlace): boolean {
  return boundsOf([text], form, ofForm(form, place)).length > 0;
}

function boundsOf(texts: string[], form: string, whole: Language): Language[] {
  if (form === '*') return [];
  const service = serviceOf(form);
  const some = service === undefined ? texts : (byService(texts).get(service) ?? []);
  return some.map(bound).filter((one) => meet(whole, one));
}

/** All that has a policy of its own is left out for each form again. */
const byService = rememberedFor((texts: string[]): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const text of texts) {
    const service = text.split(':')[2] ?? '';
    const known = found.get(service);
    if (known) known.push(text);
    else found.set(service, [text]);
  }
  return found;
});

/** The forms that people know best are short. */
function plainest(a: string, b: string): number {
  return Number(a === '*') - Number(b === '*') || a.length - b.length;
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
  /** None where it depends on the context. */
  id?: string;
  glob: Glob;
  automaton: Automaton;
  /** What all its texts begin with. */
  head: string;
  /** Whether some text is also of another form, as far as that was asked. */
  met: Map<Language, boolean>;
}

function meet(one: Language, other: Language): boolean {
  // Most pairs differ at once, and are too many to remember.
  if (!one.head.startsWith(other.head) && !other.head.startsWith(one.head)) return false;
  let known = one.met.get(other);
  if (known === undefined) {
    known = overlap(one.glob, other.glob);
    one.met.set(other, known);
  }
  return known;
}

function languageOf(glob: Glob): Language {
  const end = glob.findIndex(({ kind }) => kind !== 'char');
  const head = glob.slice(0, end < 0 ? glob.length : end).map((item) => (item.kind === 'char' ? item.char : ''));
  return { glob, automaton: new Automaton(glob), head: head.join(''), met: new Map() };
}

const languages = new Map<string, Language>();
const mostLanguages = 20_000;

function language(id: string, make: () => Glob): Language {
  let known = languages.get(id);
  if (!known) {
    const glob = make();
    known = { id, ...languageOf(glob) };
    if (languages.size >= mostLanguages) languages.clear();
    languages.set(id, known);
  }
  return known;
}

interface Search {
  inside: Language[];
  seeds: string[];
  cap: number | undefined;
}

const found = new Map<string, Map<string, string> | undefined>();

/** For each way in which texts of a form match the others, as `01`, one text. Most are asked for again and again. */
function kinds(form: Language, others: Language[], { inside, seeds, cap }: Search): Map<string, string> | undefined {
  const ids = [form, ...others, { id: 'inside' }, ...inside].map(({ id }) => id);
  const key = ids.includes(undefined) ? undefined : JSON.stringify([ids, seeds, cap]);
  if (key !== undefined && found.has(key)) return found.get(key);
  const made = representatives(
    form.automaton,
    others.map(({ automaton }) => automaton),
    { inside: inside.map(({ automaton }) => automaton), seeds: seeds.map(shield), ...(cap && { cap }) },
  );
  if (found.size >= mostLanguages) found.clear();
  if (key !== undefined) found.set(key, made);
  return made;
}

function ofForm(form: string, place: FormPlace): Language {
  return language(`form ${form} ${place.partition} ${place.account}`, () => formGlob(form, place));
}

function ofPattern(id: string, { parts, variables }: ResourcePattern, facts: Facts): Language | undefined {
  const glob = () => arnGlob(parts, facts);
  if (variables.length === 0) return language(`pattern ${id}`, () => glob() as Glob);
  const found = glob();
  return found && languageOf(found);
}

function bound(text: string): Language {
  return language(`bound ${text}`, () =>
    [...shield(text)].map((char) =>
      char === '*' ? { kind: 'many' } : char === '?' ? { kind: 'one' } : { kind: 'char', char },
    ),
  );
}
