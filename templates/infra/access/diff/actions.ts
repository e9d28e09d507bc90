import type { CompiledStatement } from '../compiled.ts';
import { actionsMatching, definesKey, hasResourceControl } from '../iam-data.ts';
import { formsOf, knownServices } from './forms.ts';
import type { Compared } from './statements.ts';

/** Actions that no policy tells apart: the same statements are about them, and they define the same keys. */
export interface ActionGroup {
  /** Lower case. */
  actions: string[];
  /** Positions of the statements that are about them. */
  of: number[];
  /** The forms of ARN they can be asked about, each with an action to ask. */
  forms: Map<string, string>;
}

/** Services whose actions the evaluation itself tells apart (trust policies, key policies and grants, passing of roles). */
const special = new Set(['sts', 'kms', 'iam']);

/**
 * The known actions that a change can bear on, in groups. Actions that only unchanged statements are about decide the
 * same in both versions; unless a layer came or went (`reshaped`).
 */
export function actionGroups(statements: Compared[], reshaped: boolean): ActionGroup[] {
  const about = new Map<string, number[]>();
  for (const [index, { statement }] of statements.entries()) {
    for (const action of actionsOf(statement)) {
      const known = about.get(action);
      if (known) known.push(index);
      else about.set(action, [index]);
    }
  }
  const keys = statements.map(({ statement }) => [...new Set(statement.conditions.flatMap(({ keys }) => keys))]);
  const groups = new Map<string, ActionGroup>();
  for (const [action, of] of about) {
    if (!reshaped && !of.some((index) => statements[index]?.changed)) continue;
    const used = [...new Set(of.flatMap((index) => keys[index] ?? []))];
    const defined = used.map((key) => (definesKey(action, key) ? 1 : 0)).join('');
    const service = action.slice(0, action.indexOf(':'));
    const kind = special.has(service) ? action : Number(hasResourceControl(action));
    const id = `${of.join()} ${defined} ${kind}`;
    const group = groups.get(id) ?? { actions: [], of, forms: new Map() };
    groups.set(id, group);
    group.actions.push(action);
    for (const form of formsOf(action)) if (!group.forms.has(form)) group.forms.set(form, action);
  }
  return [...groups.values()];
}

let everyAction: string[] | undefined;

function actionsOf({ actions }: CompiledStatement): Iterable<string> {
  const matched = new Set<string>();
  for (const { text } of actions.patterns) for (const action of actionsMatching(text)) matched.add(action);
  if (!actions.not) return matched;
  everyAction ??= actionsMatching('*');
  return everyAction.filter((action) => !matched.has(action));
}

/**
 * Names of actions that do not exist, one for each way in which the patterns can match such a name: what a wildcard
 * will allow on the day that a service adds an action, and what names an action that the data does not know.
 */
export function futureActions(statements: Compared[]): string[] {
  const texts = new Set(
    statements.flatMap(({ statement, changed }) =>
      changed ? statement.actions.patterns.map(({ text }) => text.toLowerCase()) : [],
    ),
  );
  const open = statements.some(({ statement, changed }) => changed && statement.actions.not);
  const found = new Set<string>();
  for (const text of texts) {
    const [service = '', verb = ''] = text.split(':');
    if (text === '*') {
      for (const each of knownServices()) found.add(`${each}:futureaction`);
    } else if (knownServices().has(service) && (verb.includes('*') || actionsMatching(text).length === 0)) {
      found.add(`${service}:${verb.replaceAll('*', 'future').replaceAll('?', 'x')}`);
      found.add(`${service}:futureaction`);
    }
  }
  if (open) for (const each of knownServices()) found.add(`${each}:futureaction`);
  return [...found].filter((action) => actionsMatching(action).length === 0);
}
