import { alertChecks } from '../../alerts/check.ts';
import { readSettings } from '../../config.ts';
import { everyHas } from '../check.ts';
import { alerts } from './alerts.ts';

export const checks = [
  everyHas(
    'an analyzer looks for access from outside the account, and archives nothing by itself',
    { type: 'AWS::AccessAnalyzer::Analyzer' },
    { AnalyzerName: readSettings().name, Type: 'ACCOUNT', ArchiveRules: undefined },
  ),
  ...alertChecks(alerts, import.meta.url),
];
