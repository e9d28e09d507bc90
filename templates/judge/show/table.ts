import type { CompiledStatement } from '../decide/compiled.ts';
import { spend } from '../decide/effort.ts';
import { action as actionData, actionsMatching, properName } from '../decide/iam-data.ts';
import { remembered, rememberedFor } from '../decide/remembered.ts';
import type { NamedPolicy, PolicySet } from '../decide/request.ts';
import { actionMatches } from '../decide/statement.ts';
import { actionsAbout, type Scope } from '../prove/what.ts';
import { everything } from '../prove/who.ts';
import { type AccessModel, policiesFor, principalOf } from '../read/model.ts';
import type { Cell } from './cell.ts';
import { whenInWords } from './conditions.ts';
import {
  deniedOfEverybody,
  idOf,
  joinPossible,
  type Possible,
  type PossibleQuestion,
  possibilities,
} from './possible.ts';

/** Some of a resource, with the policy that it has. */
interface Held {
  policy: NamedPolicy;
  inside: string;
  outside: string[];
}

/** Cells as they are found; what is alike but for the action is one. */
export class Table {
  readonly #cells = new Map<string, Cell>();
  readonly #model: AccessModel;
  readonly #scope: Scope;

  constructor(model: AccessModel, scope: Scope) {
    this.#model = model;
    this.#scope = scope;
  }

  sorted(): Cell[] {
    const order = ({ who, what, level }: Cell) => `${who}\n${what}\n${level}`;
    return [...this.#cells.values()].sort((a, b) => order(a).localeCompare(order(b)));
  }

  /** What a statement of a resource's policy lets in, by the first of those who can come by it whom it lets in. */
  grant(who: string, statement: CompiledStatement, { policy, inside, outside }: Held, askers: string[]): boolean {
    return askers.some((principal) => {
      const identity = principal.startsWith('arn:') ? [everything] : [];
      const own = principalOf(this.#model, principal);
      const set = own
        ? { ...policiesFor(this.#model, own.arn, inside), resource: policy }
        : { identity, resource: policy };
      return this.add(who, statement, { principal, set, inside, outside });
    });
  }

  /** What is left to the policies of an account, as far as no deny takes it from all who ask there. */
  delegate(account: string, statement: CompiledStatement, { policy, inside, outside }: Held, askers: string[]): void {
    const set = { identity: [everything], resource: policy };
    const asks = askers.map((principal) => possibilities({ principal, set, inside, outside }, this.#scope));
    const { not, patterns } = statement.actions;
    const who = `account ${account}, through IAM`;
    const what = this.#named(inside, outside);
    for (const text of not ? ['*'] : patterns.map((each) => each.text)) {
      const about = actionsAbout(text, inside).filter((action) => actionMatches(statement, action));
      const all = about.flatMap((action) => asks.flatMap((ask) => ask(action) ?? []));
      const { may, keys, open, denied, refused } = joinPossible(all);
      // A deny on a condition is not for all of the account.
      const isLeft =
        may || refused.length > 0 || denied.some((each) => each.conditions.length > 0 || each.principals?.not);
      if (denied.length > 0 && !isLeft) continue;
      const when = once([statement, ...open, ...denied].map((each) => this.#when(each)));
      const but = once(denied.map((each) => (each.conditions.length > 0 ? '' : this.#whole(each))));
      const cell = {
        who,
        what,
        level: 'Delegated',
        conditions: once([...statement.conditions.flatMap((each) => each.keys), ...keys]),
        when,
        but,
      };
      this.#put(cell, [not ? this.#actions(statement) : proper(text)], refused);
    }
  }

  /** What a statement allows that the engine, with all other statements, allows as well. Whether that is anything. */
  add(who: string, statement: CompiledStatement, question: PossibleQuestion): boolean {
    const { not, patterns } = statement.actions;
    const { ask, told } = this.#asked(question);
    // Without principals all that is told of a statement is what its actions may do.
    const key = statement.principals ? '' : JSON.stringify([who, not, patterns.map(({ text }) => text)]);
    const before = told.get(key);
    if (before !== undefined) return before;
    const any = this.#all(who, statement, question, ask);
    if (key) told.set(key, any);
    return any;
  }

  #last?: { set: PolicySet; asked: Map<string, Asked> };

  /** What was asked of a place before, as long as the policies are the same. */
  #asked(question: PossibleQuestion): Asked {
    const { principal, set, inside, outside } = question;
    if (this.#last?.set !== set) this.#last = { set, asked: new Map() };
    const key = JSON.stringify([principal, inside, outside]);
    const found = this.#last.asked.get(key) ?? { ask: possibilities(question, this.#scope), told: new Map() };
    this.#last.asked.set(key, found);
    return found;
  }

  #all(who: string, statement: CompiledStatement, question: PossibleQuestion, ask: Ask): boolean {
    const { not, patterns } = statement.actions;
    const left = new Set(not ? patterns.flatMap(({ text }) => actionsMatching(text)) : []);
    let any = false;
    if (!not && patterns.length > mostPatterns) return this.#listed(who, statement, question, ask);
    for (const text of not ? ['*'] : patterns.map((each) => each.text)) {
      const groups = new Map<string, { all: Set<Possible>; actions: string[] }>();
      const about = actionsAbout(text, question.inside);
      spend(about.length / 2);
      for (const action of about) {
        const possible = left.has(action) ? undefined : ask(action);
        if (!possible) continue;
        const key = isWide(text) ? '' : idOf(possible);
        const group = groups.get(key) ?? { all: new Set(), actions: [] };
        groups.set(key, group);
        group.all.add(possible);
        group.actions.push(action);
      }
      for (const { all, actions } of groups.values()) {
        const possible = joinPossible([...all]);
        if (!possible.may && possible.refused.length === 0) continue;
        any = true;
        const told = isWide(text) ? (not ? this.#actions(statement) : text) : actions;
        this.#tell(who, statement, question, possible, told);
      }
    }
    return any;
  }

  /** Policies of AWS name hundreds of actions: they stand as they are written. */
  #listed(who: string, statement: CompiledStatement, question: PossibleQuestion, ask: Ask): boolean {
    const all = new Set<Possible>();
    const texts = statement.actions.patterns.flatMap(({ text }) => {
      const found = actionsMatching(text).flatMap((action) => ask(action) ?? []);
      for (const each of found) all.add(each);
      return found.some(({ may }) => may) ? [proper(text)] : [];
    });
    if (texts.length > 0) this.#tell(who, statement, question, joinPossible([...all]), texts.join(', '));
    return texts.length > 0;
  }

  /** `actions`: each, or in words what a statement says of all. */
  #tell(
    who: string,
    statement: CompiledStatement,
    { set, inside, outside }: PossibleQuestion,
    possible: Possible,
    actions: string[] | string,
  ): void {
    const all = typeof actions === 'string';
    const what = this.#named(inside, outside);
    const when = possible.open.map((each) => {
      const words = this.#when(each);
      const denied = this.#actions(each);
      return words && all && !each.allows && denied !== '*' ? `${denied} ${words}` : words;
    });
    // Whoever was asked for all of them meets the statement's own conditions.
    if (statement.principals) when.unshift(this.#when(statement));
    const but = possible.denied.map((each) => this.#whole(each));
    for (const { deny, whom } of deniedOfEverybody(statement, set, all ? undefined : actions)) {
      if (possible.open.includes(deny)) continue;
      // A condition that is not met by whoever was asked for everybody.
      if (whom.length === 0) when.push(this.#when(deny));
      else but.push(`${this.#whole(deny)} for ${whom.join(', ')}`);
    }
    const undecided = possible.may ? {} : { undecided: true as const };
    const cell = { who, what, conditions: possible.keys, when: once(when), but: once(but), ...undecided };
    if (all) this.#put({ ...cell, level: 'Any' }, [actions], possible.refused);
    else
      for (const action of actions)
        this.#put(
          { ...cell, level: actionData(action)?.accessLevel ?? 'Unknown' },
          [properName(action)],
          possible.refused,
        );
  }

  #put(cell: Omit<Cell, 'actions'>, actions: string[], refused: string[]): void {
    const { who, what, level, conditions, when, but } = cell;
    const key = JSON.stringify([who, what, level, conditions, when, but, cell.undecided]);
    const found = this.#cells.get(key) ?? { ...cell, actions: [] };
    this.#cells.set(key, found);
    for (const action of actions) if (!found.actions.includes(action)) found.actions.push(action);
    if (refused.length > 0) found.notProven = once([...(found.notProven ?? []), ...refused]);
  }

  #named(inside: string, outside: string[]): string {
    const but = outside.map((each) => this.#short(each));
    return `${this.#short(inside)}${but.length > 0 ? ` (but ${but.join(', ')})` : ''}`;
  }

  /** `arn:aws:s3:::«...»/train/*` by the name that proofs use, or the end of the ARN. */
  #short(pattern: string): string {
    const { partition, region, account } = this.#scope;
    const [, here, there, whose] = /^arn:([^:]*):[a-z0-9-]+:([^:]*):([^:]*):/.exec(this.#proofName(pattern)) ?? [];
    const isOwn = here === partition && (there === '' || there === region) && (whose === '' || whose === account);
    return this.#proofName(pattern)
      .replace(isOwn ? /^arn:[^:]*:[a-z0-9-]+:[^:]*:[^:]*:/ : /^$/, '')
      .replace(/^arn:[^:]*:/, '');
  }

  readonly #proofName = remembered((pattern) => {
    for (const [name, arn] of Object.entries(this.#model.names)) {
      if (pattern === arn) return name;
      if (pattern.startsWith(`${arn}/`)) return `${name}${pattern.slice(arn.length)}`;
    }
    return pattern;
  });

  readonly #when = rememberedFor((statement: CompiledStatement) => whenInWords(statement, this.#proofName));

  #actions({ actions: { not, patterns } }: CompiledStatement): string {
    return `${not ? '* but ' : ''}${patterns.map(({ text }) => proper(text)).join(', ')}`;
  }

  /** `s3:* on raw/secret/*` of a deny. */
  #whole(statement: CompiledStatement): string {
    const { not, patterns = [] } = statement.resources ?? {};
    const what = `${not ? '* but ' : ''}${patterns.map(({ text }) => this.#short(text)).join(', ')}`;
    return `${this.#actions(statement)}${what && what !== '*' ? ` on ${what}` : ''}`;
  }
}

const mostPatterns = 40;

type Ask = ReturnType<typeof possibilities>;

interface Asked {
  ask: Ask;
  told: Map<string, boolean>;
}

/** Everything, or everything of a service: one answer for all of it. */
const isWide = (text: string): boolean => /^(\*|[^:]+:\*)$/.test(text);

const once = (texts: string[]): string[] => [...new Set(texts.filter(Boolean))];

/** Compiled patterns are in lower case. */
const proper = (text: string): string => (/[*?]/.test(text) ? text : properName(text));
