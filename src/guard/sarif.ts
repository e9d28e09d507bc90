import { printableInline } from '../../templates/judge/show/printable.ts';
import { sarif as logOf } from '../../templates/judge/show/sarif.ts';
import type { Finding } from '../finding.ts';

/** A rule of a policy is a rule here; of the other kinds each is one, whatever file it is about. */
const ruleOf = ({ kind, id }: Finding) => {
  if (kind === 'template') return id.replace(/-[0-9a-f]{12}$/, '');
  return kind === 'policy' ? printableInline(id) : kind;
};

/** What `check` found, for code scanning. */
export function findingsSarif(findings: readonly Finding[], version: string): object {
  const told = findings.map((finding) => ({
    ...finding,
    rule: ruleOf(finding),
    text: [finding.what, finding.rule, finding.fix].filter(Boolean).join('. '),
    ...(finding.accepted && {
      justification: `${finding.accepted.reason} (${finding.accepted.owner}${finding.accepted.until ? `, until ${finding.accepted.until}` : ''})`,
    }),
  }));
  return logOf(told, '.secure-ml/lock.json', version);
}
