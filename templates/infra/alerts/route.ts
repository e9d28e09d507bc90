import type { Settings } from '../config.ts';
import { type Alert, severities } from './alert.ts';

/** What a unit of the kind alert-route says: which alerts a topic gets, and whether it is then the only one. */
interface Route {
  topic: string;
  of: 'workload' | 'security' | 'all';
  least: Alert['severity'];
  only: boolean;
}

const routesOf = ({ units }: Settings): Route[] =>
  units.filter(({ kind }) => kind === 'alert-route').map((unit) => unit as unknown as Route);

/** What goes to a topic: an alert of a rule, or an alarm. */
export type Routable = Pick<Alert, 'concerns' | 'severity'>;

const covers = ({ of, least }: Route, { concerns, severity }: Routable): boolean =>
  (of === 'all' || of === (concerns ?? 'security')) && severities.indexOf(severity) >= severities.indexOf(least);

/** Topics of units that an alert goes to, and whether the alerts topic has it as well. It has every alert about security. */
export function routed(alert: Routable, settings: Settings): { home: boolean; topics: string[] } {
  const routes = routesOf(settings).filter((route) => covers(route, alert));
  const home = alert.concerns !== 'workload' || !routes.some(({ only }) => only);
  return { home, topics: [...new Set(routes.map(({ topic }) => topic))].sort() };
}
