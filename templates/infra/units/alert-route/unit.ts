import type { Foundation } from '../../foundation.ts';

/** unit.json of a route: which alerts go where. infra/alerts/route.ts reads it wherever a rule is made. */
interface RouteUnit {
  name: string;
  topic: string;
}

export function apply({ topics, settings }: Foundation, { name, topic }: RouteUnit): void {
  const isThere = topic in topics || settings.units.some((unit) => unit.kind === 'topic' && unit.name === topic);
  if (isThere) return;
  throw new Error(`infra/units/${name}/unit.json: there is no topic "${topic}": secure-ml add topic ${topic}`);
}
