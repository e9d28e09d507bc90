import { identities, needsNoPermission } from '../cells/actions.ts';
import type { CompiledSet, CompiledStatement } from '../decide/compiled.ts';
import { decideCompiled } from '../decide/decide.ts';
import { compileSet } from '../decide/policy.ts';
import { inPolicy } from '../decide/principals.ts';
import { rememberedFor } from '../decide/remembered.ts';
import { PolicyError, type PolicySet, type StatementRef } from '../decide/request.ts';
import { actionMatches } from '../decide/statement.ts';
import { RowError } from '../prove/row.ts';
import { accountOf, kindsOf, resourcesOf, type Scope } from '../prove/what.ts';

/** What the engine says of an action on what a pattern means. */
export interface Possible {
  /** Not denied in every context. */
  may: boolean;
  /** Condition keys that the answer turns on, in lower case. */
  keys: string[];
  /** Statements that may apply: the conditions of these decide. */
  open: CompiledStatement[];
  /** Denies of a part of it, in every context. */
  denied: CompiledStatement[];
  /** Why the engine refuses to answer for a part of it. */
  refused: string[];
}

/** Who asks, by which policies. */
export interface PossibleQuestion {
  principal: string;
  set: PolicySet;
  /** An ARN, perhaps with wildcards, or `*`; what of it is not meant. */
  inside: string;
  outside: string[];
}

export const compiledStatementsOf = ({ identity, boundary = [], resource }: CompiledSet): CompiledStatement[] =>
  [...identity, ...boundary, ...(resource ? [resource] : [])].flatMap(({ statements }) => statements);

const readOnce = rememberedFor((set: CompiledSet) => {
  const statements = compiledStatementsOf(set);
  return { statements, identify: identities(statements), beyond: new Map<string, string>() };
});

/** Answers for one action after another; actions that the policies do not tell apart are asked once. */
export function possibilities(question: PossibleQuestion, scope: Scope): (action: string) => Possible | undefined {
  const set = compileSet(question.set);
  const { statements, identify, beyond } = readOnce(set);
  // A text put together for each of so many actions would take most of the time.
  const known = new Map<string, Map<number, Possible | undefined>>();
  return (action) => {
    if (needsNoPermission.test(action)) return undefined;
    const { id } = identify(action);
    const kinds = kindsOf(action);
    const alike = known.get(id) ?? new Map<number, Possible | undefined>();
    known.set(id, alike);
    if (!alike.has(kinds)) alike.set(kinds, decided(action, question, set, statements, scope, beyond));
    return alike.get(kinds);
  };
}

/** undefined: the action is about no such resource. */
function decided(
  action: string,
  { principal, inside, outside }: PossibleQuestion,
  set: CompiledSet,
  statements: CompiledStatement[],
  scope: Scope,
  beyond: Map<string, string>,
): Possible | undefined {
  const keys = new Set<string>();
  const refused = new Set<string>();
  const open = new Set<StatementRef>();
  const denied = new Set<StatementRef>();
  let may = false;
  let resources: string[] = [];
  const [service = ''] = action.split(':');
  try {
    if (!beyond.has(service)) resources = resourcesOf(inside, action, statements, scope, outside);
  } catch (error) {
    // Patterns that tell too many resources of a service apart take seconds each: the rest is decided without it.
    if (!(error instanceof RowError)) throw error;
    beyond.set(service, error.message);
  }
  const why = beyond.get(service);
  if (why) refused.add(why);
  if (resources.length + refused.size === 0) return undefined;
  for (const resource of resources) {
    try {
      const decision = decideCompiled(
        {
          ...{ principal, action, resource, resourceAccount: accountOf(resource, scope), context: {} },
          ...{ unlisted: 'unknown', unseenResourcePolicy: 'delegates' },
        },
        set,
      );
      if (decision.verdict === 'ExplicitlyDenied') for (const ref of decision.by) denied.add(ref);
      if (decision.never || /Denied$/.test(decision.verdict)) continue;
      may = true;
      if (decision.verdict === 'DependsOn') for (const ref of decision.by) open.add(ref);
      for (const key of decision.dependsOn) keys.add(key);
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      refused.add(error.message);
    }
  }
  const of = (refs: Set<StatementRef>) => statements.filter(({ ref }) => refs.has(ref));
  return { may, keys: [...keys].sort(), open: of(open), denied: of(denied), refused: [...refused] };
}

/** What holds of several actions together. */
export function joinPossible(all: Possible[]): Possible {
  const each = <T>(of: (one: Possible) => T[]) => [...new Set(all.flatMap(of))];
  return {
    may: all.some(({ may }) => may),
    keys: each(({ keys }) => keys).sort(),
    open: each(({ open }) => open),
    denied: each(({ denied }) => denied),
    refused: each(({ refused }) => refused),
  };
}

/** The denies beside a statement for everybody that are for some, or on a condition: on these actions, and whom each names. */
export const deniedOfEverybody = ({ principals }: CompiledStatement, set: PolicySet, actions?: string[]) =>
  (principals?.patterns.some(({ type }) => type === 'everyone') ? (compileSet(set).resource?.statements ?? []) : [])
    .filter((deny) => !deny.allows && !deny.principals?.not)
    .filter((deny) => !actions || actions.some((action) => actionMatches(deny, action)))
    .map((deny) => {
      const named = deny.principals?.patterns.filter(({ type }) => type !== 'everyone') ?? [];
      return { deny, whom: named.map(inPolicy) };
    });

/** What is alike is told together. */
export const idOf = ({ may, open, denied, keys }: Possible): string =>
  JSON.stringify([may, keys, ...[open, denied].map((list) => list.map(({ place }) => place))]);
