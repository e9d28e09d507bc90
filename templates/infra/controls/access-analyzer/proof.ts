import { alertChecks } from '../../alerts/check.ts';
import { type Check, everyHas, type Judged } from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };

export function checks({ settings }: Judged): Check[] {
  return [
    everyHas(
      'an analyzer looks for access from outside the account, and archives nothing by itself',
      { type: 'AWS::AccessAnalyzer::Analyzer', atLeast: settings.accessAnalyzer === 'create' ? 1 : 0 },
      { AnalyzerName: settings.name, Type: 'ACCOUNT', ArchiveRules: undefined },
    ),
    ...alertChecks(alerts, samples, settings),
  ];
}
