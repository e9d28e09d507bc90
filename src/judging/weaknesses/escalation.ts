import { escalations } from '../../../templates/judge/compare/escalation.ts';
import { arnOf } from '../../../templates/judge/read/model-names.ts';
import { type Looked, resourceAt, type Weakness, weakness } from './weakness.ts';

/** Roles and users whose permissions become other permissions, once for each way. */
export function escalation({ assembly, model }: Looked): Weakness[] {
  const ways = new Map<string, { who: string; kind: string; to: Set<string>; actions: Set<string>; by: Set<string> }>();
  for (const { who, kind, to, by } of escalations(model)) {
    const key = JSON.stringify([who, kind]);
    const way = ways.get(key) ?? { who, kind, to: new Set(), actions: new Set(), by: new Set() };
    ways.set(key, way);
    way.to.add(to);
    for (const { request, decision } of by) {
      way.actions.add(request.action);
      way.by.add(`${request.action} ${decision.verdict}`);
    }
  }
  return [...ways.values()].map(({ who, kind, to, actions, by }) => {
    const arn = model.principals.find(({ name }) => name === who)?.arn;
    const place = resourceAt(assembly, (resource) => arnOf(resource) === arn);
    const names = [...to].sort();
    const shown = names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
    const calls = actions.size > 4 ? [...[...actions].slice(0, 4), `${actions.size - 4} more`] : [...actions];
    const what = `${who} ${kind}: ${shown}, by ${calls.join(' and ')}`;
    const fix = 'Limit these actions to the resources that it needs, or give it a permissions boundary.';
    return weakness('escalation', place, what, fix, [kind, names, [...by].sort()]);
  });
}
