import type { CompiledStatement } from '../decide/compiled.ts';
import { actionsMatching, prefixOf } from '../decide/iam-data.ts';
import { remembered, rememberedFor } from '../decide/remembered.ts';
import {
  type ActionGroup,
  changedAbout,
  everyAction,
  groupsOnce,
  intoGroup,
  needsNoPermission,
  positions,
} from './actions.ts';
import { formsOf } from './forms.ts';

/** Stands in for an action of a service that the data does not know, where its resources are `*`. */
const anyAction = new Map([['*', 's3:listallmybuckets']]);

/** For each form of a service's ARNs, a known action that can be asked about it. */
const standInsOf = remembered((service): Map<string, string> => {
  const known = new Map<string, string>();
  for (const action of actionsMatching(`${service}:*`)) {
    if (needsNoPermission.test(action)) continue;
    for (const form of formsOf(action)) if (!known.has(form)) known.set(form, action);
  }
  return known;
});

/**
 * Actions that do not exist: what a wildcard will allow on the day that a service adds one, and names that the data
 * does not know. A known action of the service stands in for each in `forms`, as decide answers for those alone.
 */
export const futureGroups = groupsOnce((statements, _reshaped, services) => {
  const groups = new Map<string, ActionGroup>();
  const about = positions(statements.map(({ statement }) => statement));
  const concerned = changedAbout(statements);
  const changed = statements.filter((each) => each.changed);
  for (const action of new Set(changed.flatMap(({ statement }) => futureActions(statement)))) {
    const service = prefixOf(action);
    if (services && !services.includes(service)) continue;
    if (concerned(action).length === 0) continue;
    const of = about(action);
    const id = `${of.join()} ${/^(sts|kms)$/.test(service) ? service : ''}`;
    const standIns = standInsOf(service);
    const group = intoGroup(groups, `${id} ${standIns.size > 0}`, of, action, []);
    if (standIns.size === 0) group.unknownService = true;
    for (const [form, known] of standIns.size > 0 ? standIns : anyAction) {
      if (!group.forms.has(form)) group.forms.set(form, known);
    }
  }
  return [...groups.values()];
});

const futureActions = rememberedFor(({ actions: { not, patterns } }: CompiledStatement): string[] => {
  const texts = patterns.map(({ text }) => text);
  const named = (not ? ['*', ...texts] : texts).flatMap((text) => {
    if (text === '*') return ofEveryService();
    const [service = '', verb = ''] = text.split(':');
    return [/[*?]/.test(verb) ? `${service}:${verb.replaceAll('*', 'future').replaceAll('?', 'x')}` : text];
  });
  return named.filter((action) => actionsMatching(action).length === 0);
});

let ofServices: string[] | undefined;
function ofEveryService(): string[] {
  ofServices ??= [...new Set(everyAction().map((action) => `${prefixOf(action)}:futureaction`))];
  return ofServices;
}
