import type { CompiledStatement } from '../compiled.ts';
import { actionsMatching, definesKey, hasResourceControl } from '../iam-data.ts';
import { actionMatches } from '../statement.ts';
import { formsOf } from './forms.ts';
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

/** The evaluation itself tells these apart: trust and key policies, and the root user's way back into a bucket. */
const isSpecial = (action: string) => /^(sts|kms):|^s3:\w+bucketpolicy$/.test(action);
/** IAM answers no permission question for these (AWS STS API Reference, each action's "Permissions"). */
const needsNoPermission = /^sts:(getcalleridentity|getsessiontoken)$/;

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
  const keys = statements.map(({ statement }) => keysOf(statement));
  const groups = new Map<string, ActionGroup>();
  for (const [action, of] of about) {
    if (needsNoPermission.test(action)) continue;
    if (!reshaped && !of.some((index) => statements[index]?.changed)) continue;
    const used = [...new Set(of.flatMap((index) => keys[index] ?? []))];
    const defined = used.map((key) => (definesKey(action, key) ? 1 : 0)).join('');
    const kind = isSpecial(action) ? action : Number(hasResourceControl(action));
    gather(groups, `${of.join()} ${defined} ${kind}`, of, action, formsOf(action));
  }
  return [...groups.values()];
}

function gather(groups: Map<string, ActionGroup>, id: string, of: number[], action: string, forms: string[]): void {
  const group: ActionGroup = groups.get(id) ?? { actions: [], of, forms: new Map() };
  groups.set(id, group);
  group.actions.push(action);
  for (const form of forms) if (!group.forms.has(form)) group.forms.set(form, action);
}

function keysOf({ conditions, resources }: CompiledStatement): string[] {
  const variables = (resources?.patterns ?? []).flatMap(({ variables }) => variables);
  return [...new Set([...conditions.flatMap(({ keys }) => keys), ...variables])];
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
 * Actions that do not exist: what a wildcard will allow on the day that a service adds one, and names that the data
 * does not know. A known action of the service stands in for each in `forms`, as decide answers for those alone.
 */
export function futureGroups(statements: Compared[]): ActionGroup[] {
  const groups = new Map<string, ActionGroup>();
  for (const action of futureActions(statements)) {
    const of = statements.flatMap(({ statement }, index) => (actionMatches(statement, action) ? [index] : []));
    if (!of.some((index) => statements[index]?.changed)) continue;
    const service = action.slice(0, action.indexOf(':'));
    const id = `${of.join()} ${/^(sts|kms)$/.test(service) ? service : ''}`;
    const known = actionsMatching(`${service}:*`).filter((each) => !needsNoPermission.test(each));
    const [first] = known;
    if (first) gather(groups, id, of, action, []);
    const group = groups.get(id);
    for (const each of known)
      for (const form of formsOf(each)) if (!group?.forms.has(form)) group?.forms.set(form, each);
  }
  return [...groups.values()];
}

function futureActions(statements: Compared[]): Set<string> {
  const found = new Set<string>();
  for (const { statement, changed } of statements) {
    if (!changed) continue;
    const { not, patterns } = statement.actions;
    for (const text of not ? ['*', ...patterns.map(({ text }) => text)] : patterns.map(({ text }) => text)) {
      const [service = '', verb = ''] = text.split(':');
      if (text === '*') for (const each of services()) found.add(`${each}:futureaction`);
      else if (/[*?]/.test(verb)) found.add(`${service}:${verb.replaceAll('*', 'future').replaceAll('?', 'x')}`);
      else if (actionsMatching(text).length === 0) found.add(text);
    }
  }
  return new Set([...found].filter((action) => actionsMatching(action).length === 0));
}

function services(): Set<string> {
  everyAction ??= actionsMatching('*');
  return new Set(everyAction.map((action) => action.slice(0, action.indexOf(':'))));
}
