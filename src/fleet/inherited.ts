import { acceptedLines } from '../../templates/judge/compare/acceptance.ts';
import { contentAt } from '../baseline/drift.ts';
import type { Lock } from '../baseline/lock.ts';
import { settingsPath } from '../baseline/recorded.ts';
import { withoutMark } from '../shape/json-place.ts';
import { catalogOfTemplates } from './answered.ts';

/** A control that somebody else keeps. */
export interface InheritedControl {
  control: string;
  /** Who says so in accepted.json, with the evidence; nobody where that is missing. */
  from?: string;
  evidence?: string;
  /** When it has to be looked at again, as YYYY-MM-DD. */
  until?: string;
}

function settingsIn(directory: string): Record<string, unknown> {
  try {
    const settings: unknown = JSON.parse(withoutMark(contentAt(directory, settingsPath)?.toString() ?? '{}'));
    return typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** What the answers leave to others, and what the repository says about from whom: the proofs say the same of the templates. */
export function inheritedAt(directory: string, lock: Lock, templates: string, today: string): InheritedControl[] {
  const settings = settingsIn(directory);
  const lines = acceptedLines(contentAt(directory, 'accepted.json')?.toString(), today);
  const isElsewhere = (answer: unknown) => {
    const parts = typeof answer === 'object' && answer !== null ? Object.values(answer) : [answer];
    return answer !== undefined && !parts.includes('create');
  };
  return catalogOfTemplates(templates).flatMap(({ id, inherits }): InheritedControl[] => {
    const isOn = lock.files.has(`infra/controls/${id}/control.ts`);
    if (!isOn || inherits === undefined || !isElsewhere(settings[inherits])) return [];
    const line = lines.get(`control/${id}`)?.[0];
    const said = line && { from: line.owner, evidence: line.reason, ...(line.until && { until: line.until }) };
    return [{ control: id, ...said }];
  });
}
