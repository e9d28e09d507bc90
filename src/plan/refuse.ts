import type { AnswerFinding } from '../answers/validate.ts';
import type { Finding } from '../finding.ts';
import { Refusal } from '../refusal.ts';
import type { AnswerSource } from '../shape/kinds.ts';
import { isAnswerKey } from '../shape/kinds.ts';

const told: Partial<Record<AnswerSource, string>> = {
  environment: ' (from the environment)',
  file: ' (from the answers file)',
  overlay: ' (from an overlay)',
};

/** The rules of overlays that answers break, in one refusal. */
export function refusalOfRules(findings: readonly Finding[], exists: boolean): Refusal {
  const faults = findings.map(({ id, what, rule, fix }) => ({ key: id, what: rule ? `${what}. ${rule}` : what, fix }));
  const what = faults.length === 1 ? 'A rule of an overlay is broken' : `${faults.length} rules of overlays are broken`;
  const later = exists
    ? ''
    : '; waivers are for a repository that exists: make it by the rules, then waive and change it';
  const isOfUnit = ({ id }: Finding) => /^policy\/[^/]+\/(forbid|require)\/unit\//.test(id);
  const fix = findings.every(isOfUnit)
    ? 'Nothing was changed.'
    : `Give answers that satisfy them, each with --set KEY=VALUE${later}`;
  return new Refusal({ code: 'overlay/policy', what, fix, faults });
}

/** Every answer that cannot be used, in one refusal. */
export function refusalOf(
  problems: readonly AnswerFinding[],
  sources: Readonly<Record<string, AnswerSource>>,
): Refusal {
  const faults = problems.map(({ key, what, fix }) => ({
    key,
    what: `${what}${told[sources[key] ?? 'flag'] ?? ''}`,
    fix: `Give ${fix}`,
  }));
  const first = faults.find(({ key }) => isAnswerKey(key) || key.startsWith('controls.'))?.key ?? 'region';
  const what = faults.length === 1 ? 'An answer cannot be used' : `${faults.length} answers cannot be used`;
  const fix = `Give each with --set KEY=VALUE, such as --set ${first}=...`;
  return new Refusal({ code: 'answers/invalid', what, fix, faults });
}
