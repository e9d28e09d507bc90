import type { Assembly } from '../../../judge/read/assembly.ts';
import { alarmCheck } from '../../alerts/alarm-check.ts';
import { alertChecks, isAtHome } from '../../alerts/check.ts';

import type { Check, Judged } from '../check.ts';
import { workloadAlarms } from './alarms.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };

export function checks({ settings, enabled }: Judged): Check[] {
  const { name } = settings;

  /** Every rule of the home region, whichever control made it. */
  function alarmsIn(assembly: Assembly) {
    const { names, resources } = assembly;
    return workloadAlarms({
      project: name,
      topicName: String(names.alerts).split(':')[5] ?? '',
      rules: resources
        .filter((resource) => resource.type === 'AWS::Events::Rule' && isAtHome(resource, assembly, settings))
        .map(({ properties }) => String(properties.Name)),
      rotates: enabled.includes('secret-rotation'),
    });
  }

  const ids = [
    'alerts-not-delivered',
    'alerts-undelivered',
    ...(enabled.includes('secret-rotation') ? ['rotation-failed'] : []),
  ];
  const everyRuleWatched: Check = {
    sentence: 'an alert that a rule could not send is an alarm, for every rule',
    run(assembly) {
      const watching = alarmsIn(assembly).filter(({ id }) => id.startsWith('alerts-not-sent-'));
      const verdicts = watching.map((alarm) => alarmCheck(settings, alarm.id, () => alarm).run(assembly));
      return {
        evidence: verdicts.flatMap(({ evidence }) => evidence),
        failures: watching.length > 0 ? verdicts.flatMap(({ failures }) => failures) : ['no rule is watched'],
      };
    },
  };

  return [
    ...ids.map((id) => alarmCheck(settings, id, (assembly) => alarmsIn(assembly).find((alarm) => alarm.id === id))),
    everyRuleWatched,
    ...alertChecks(alerts, samples, settings),
  ];
}
