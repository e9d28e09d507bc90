import { actionsMatching, properName } from '../decide/iam-data.ts';

/** How many letters have to change. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const same = one[at - 1] === other[to - 1] ? 0 : 1;
      next.push(Math.min((next[to - 1] ?? 0) + 1, (row[to] ?? 0) + 1, (row[to - 1] ?? 0) + same));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The action of the same service whose name is nearest, as AWS writes it; none where nothing is near. */
export function nearestAction(name: string): string | undefined {
  const [service = '', verb = ''] = name.toLowerCase().split(':');
  let best: { action: string; far: number } | undefined;
  for (const action of actionsMatching(`${service}:*`)) {
    const far = distance(verb, action.slice(service.length + 1));
    if (!best || far < best.far) best = { action, far };
  }
  return best && best.far <= Math.max(3, verb.length / 2) ? properName(best.action) : undefined;
}
