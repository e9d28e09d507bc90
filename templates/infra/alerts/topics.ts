import type { Foundation } from '../foundation.ts';
import { type Routable, routed } from './route.ts';

/** The alerts topic, and those that routes name, of an alert or an alarm. */
export function topicsFor({ settings, topic, topics }: Foundation, told: Routable): { id: string; arn: string }[] {
  const { home, topics: others } = routed(told, settings);
  const named = others.map((name) => {
    const arn = topics[name];
    if (arn) return { id: name, arn };
    throw new Error(
      `infra/units: an alert-route names the topic "${name}", which is not there: secure-ml add topic ${name}`,
    );
  });
  return [...(home ? [{ id: 'alerts', arn: topic.arn }] : []), ...named];
}
