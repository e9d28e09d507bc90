import type { CompiledStatement } from '../decide/compiled.ts';
import { spend } from '../decide/effort.ts';
import { actionsMatching, definesKey, hasResourceControl, isGlobalKey, prefixOf } from '../decide/iam-data.ts';
import { remembered, rememberedFor } from '../decide/remembered.ts';
import { actionMatches } from '../decide/statement.ts';
import { formsOf, serviceOf } from './forms.ts';
import type { Compared } from './statements.ts';

/** Actions that no policy tells apart: the same statements are about them, and they define the same keys. */
export interface ActionGroup {
  /** Lower case. */
  actions: string[];
  /** Positions of the statements that are about them. */
  of: number[];
  /** The forms of ARN they can be asked about, each with an action to ask. */
  forms: Map<string, string>;
  /** Nothing is known of what its actions are about. */
  unknownService?: true;
}

/** The evaluation itself tells these apart: trust and key policies, and the root user's way back into a bucket. */
const kindOf = remembered((action): string => {
  if (/^sts:|^s3:\w+bucketpolicy$/.test(action)) return action;
  return `${action.startsWith('kms:')} ${hasResourceControl(action)}`;
});

/** Keys that statements read and that not every action defines. */
export function keysOf(statements: CompiledStatement[]): string[] {
  return [...new Set(statements.flatMap(ownKeys))];
}

const ownKeys = rememberedFor(({ conditions, resources }: CompiledStatement): string[] => {
  const variables = (resources?.patterns ?? []).flatMap(({ variables }) => variables);
  return [...conditions.flatMap(({ keys }) => keys), ...variables].filter((key) => !isGlobalKey(key));
});

/** What decides about requests for an action beside the statements that are about it, which read these keys. */
export function traitsOf(action: string, keys: string[]): string {
  return keys.length > 0 ? `${keys.map((key) => Number(definesKey(action, key)))} ${kindOf(action)}` : kindOf(action);
}

/** IAM answers no permission question for these (AWS STS API Reference, each action's "Permissions"). */
export const needsNoPermission = /^sts:(getcalleridentity|getsessiontoken)$/;

/**
 * What of an action decides about requests for it, beside the forms of its resources: actions with one `id` decide
 * alike. `of` are the positions of the statements that are about it.
 */
export function identities(statements: CompiledStatement[]): Identify {
  // Roles often have the same policies, and there are many actions.
  const key = JSON.stringify(statements.map(actionsAndKeys));
  const found = identified.get(key) ?? identify(statements);
  if (identified.size >= 8) identified.clear();
  identified.set(key, found);
  return found;
}

type Identify = (action: string) => { of: number[]; id: string };
const identified = new Map<string, Identify>();
const actionsAndKeys = rememberedFor((statement: CompiledStatement) => {
  const { not, patterns } = statement.actions;
  return JSON.stringify([not, patterns.map(({ text }) => text), ownKeys(statement)]);
});

function identify(statements: CompiledStatement[]): Identify {
  const about = positions(statements);
  const known = new Map<number[], { list: number; keys: string[]; each: Map<string, ReturnType<Identify>> }>();
  return remembered((action) => {
    const of = about(action);
    const keys = known.get(of)?.keys ?? keysOf(of.flatMap((at) => statements[at] ?? []));
    const found = known.get(of) ?? { list: known.size, keys, each: new Map() };
    known.set(of, found);
    const traits = traitsOf(action, keys);
    const one = found.each.get(traits) ?? { of, id: `${found.list} ${traits}` };
    found.each.set(traits, one);
    return one;
  });
}

/**
 * Groups that `make` makes, once for all statements that name the same actions and keys: those of one principal are compared for each
 * resource, and many principals have what others have, for other resources.
 */
export function groupsOnce(
  make: (statements: Compared[], reshaped: boolean, services?: string[]) => ActionGroup[],
): typeof make {
  const known = new Map<string, ActionGroup[]>();
  return (statements, reshaped, services) => {
    const named = statements.map(({ statement, changed }) => [actionsAndKeys(statement), changed]);
    const key = JSON.stringify([named, reshaped, services]);
    const found = known.get(key) ?? make(statements, reshaped, services);
    if (known.size >= 64) known.clear();
    known.set(key, found);
    return found;
  };
}

/**
 * The known actions that a change can bear on, in groups. Actions that only unchanged statements are about decide the
 * same in both versions; unless a layer came or went (`reshaped`). `services`: only actions on resources of these.
 */
export const actionGroups = groupsOnce((statements, reshaped, services) => {
  const identify = identities(statements.map(({ statement }) => statement));
  const concerned = changedAbout(statements);
  const groups = new Map<string, ActionGroup>();
  for (const action of candidates(statements, reshaped, services)) {
    if (needsNoPermission.test(action)) continue;
    if (!reshaped && concerned(action).length === 0) continue;
    const { of, id } = identify(action);
    if (of.length > 0) intoGroup(groups, id, of, action, formsOf(action));
  }
  return [...groups.values()];
});

function candidates(statements: Compared[], reshaped: boolean, services: string[] | undefined): Iterable<string> {
  const meant = statements.filter(({ changed }) => changed || reshaped).map(({ statement }) => statement);
  if (!services) return new Set(meant.flatMap((statement) => [...actionsOf(statement)]));
  const found = services.flatMap((service) =>
    [...actionsOnResourcesOf(service)].flatMap(([prefix, actions]) =>
      meant.some((statement) => reaches(statement, prefix)) ? actions : [],
    ),
  );
  return services.length > 1 ? new Set(found) : found;
}

/** The prefixes of a statement's actions; undefined: it can be about every service. */
const prefixesOf = rememberedFor(({ actions: { not, patterns } }: CompiledStatement) =>
  not || patterns.some(({ text }) => text === '*') ? undefined : new Set(patterns.map(({ text }) => prefixOf(text))),
);

/** Whether a statement can be about a service's actions: most are not, and need no look at each action. */
function reaches(statement: CompiledStatement, prefix: string): boolean {
  return prefixesOf(statement)?.has(prefix) ?? true;
}

let every: string[] | undefined;
export const everyAction = (): string[] => {
  every ??= actionsMatching('*');
  return every;
};

let onResources: Map<string, Map<string, string[]>> | undefined;

/** By prefix, the actions on resources whose ARN names the service or leaves it open: mostly, not only, its own. */
const actionsOnResourcesOf = remembered((service): Map<string, string[]> => {
  if (!onResources) {
    onResources = new Map();
    for (const action of everyAction()) {
      for (const name of new Set(formsOf(action).map((form) => serviceOf(form) ?? ''))) {
        const prefixes = onResources.get(name) ?? new Map<string, string[]>();
        onResources.set(name, prefixes);
        const prefix = prefixOf(action);
        const known = prefixes.get(prefix);
        if (known) known.push(action);
        else prefixes.set(prefix, [action]);
      }
    }
  }
  const [named, open] = [onResources.get(service), onResources.get('')];
  const found = new Map(named);
  for (const [prefix, actions] of open ?? []) found.set(prefix, [...(found.get(prefix) ?? []), ...actions]);
  return found;
});

export const changedAbout = (statements: Compared[]) =>
  positions(statements.flatMap(({ statement, changed }) => (changed ? [statement] : [])));

/** The positions of the statements that are about an action: one list for all actions of the same statements. */
export function positions(statements: CompiledStatement[]): (action: string) => number[] {
  // Statements that name the same actions share what they said of each.
  const alike = new Map<object, { statement: CompiledStatement; at: number[] }>();
  for (const [position, statement] of statements.entries()) {
    const found = alike.get(statement.actions.matched) ?? { statement, at: [] };
    alike.set(statement.actions.matched, found);
    found.at.push(position);
  }
  const reaching = remembered((prefix) => [...alike.values()].filter(({ statement }) => reaches(statement, prefix)));
  const lists = new Map<string, number[]>();
  return (action) => {
    const reached = reaching(prefixOf(action));
    spend(reached.length);
    const about = reached.filter(({ statement }) => actionMatches(statement, action));
    const key = about.map(({ at }) => at[0]).join();
    const found = lists.get(key) ?? about.flatMap(({ at }) => at).sort((a, b) => a - b);
    lists.set(key, found);
    return found;
  };
}

export function intoGroup(
  groups: Map<string, ActionGroup>,
  id: string,
  of: number[],
  action: string,
  forms: string[],
): ActionGroup {
  const group: ActionGroup = groups.get(id) ?? { actions: [], of, forms: new Map() };
  groups.set(id, group);
  group.actions.push(action);
  for (const form of forms) if (!group.forms.has(form)) group.forms.set(form, action);
  return group;
}

function actionsOf({ actions }: CompiledStatement): Iterable<string> {
  const matched = new Set<string>();
  for (const { text } of actions.patterns) for (const action of actionsMatching(text)) matched.add(action);
  return actions.not ? everyAction().filter((action) => !matched.has(action)) : matched;
}

const near = rememberedFor(({ forms }: ActionGroup) =>
  remembered((services) => {
    const wanted = new Set(services.split(' '));
    return [...forms.keys()].filter(
      (form) => form !== '*' && (serviceOf(form) === undefined || wanted.has(serviceOf(form) as string)),
    );
  }),
);

/** The forms of a group's resources, or those that can be of these services: most are of others. */
export function formsNear(group: ActionGroup, services?: string[]): string[] {
  return services ? near(group)(services.join(' ')) : [...group.forms.keys()];
}

const onForms = rememberedFor(({ actions }: ActionGroup) =>
  remembered((forms) => {
    const wanted = new Set(forms.split(' '));
    return actions.filter((action) => formsOf(action).some((form) => wanted.has(form)));
  }),
);

/** The actions that can be asked about some of these forms: the same ones for each resource of a kind. */
export function actionsOn(forms: string[], group: ActionGroup): string[] {
  return forms.length === group.forms.size ? group.actions : onForms(group)(forms.join(' '));
}
