import { createHash } from 'node:crypto';
import { printable, printableInline } from '../../templates/judge/show/printable.ts';
import type { Finding } from '../finding.ts';

/** A file's path as a URI reference: spaces and marks are escaped, the slashes stay (SARIF 2.1.0, 3.4.4). */
const uriOf = (path: string) => path.split('/').map(encodeURIComponent).join('/');

/** A rule of a policy is a rule here; of the other kinds each is one, whatever file it is about. */
const ruleOf = ({ kind, id }: Finding) => {
  if (kind === 'template') return id.replace(/-[0-9a-f]{12}$/, '');
  return kind === 'policy' ? printableInline(id) : kind;
};

/** Code scanning takes results of one rule, file and line for one alert, unless this tells them apart (GitHub Docs, "SARIF support for code scanning"). */
const fingerprintOf = (id: string) => `${createHash('sha256').update(id).digest('hex').slice(0, 16)}:1`;

/**
 * Findings as a SARIF 2.1.0 log, for code scanning. An accepted finding is a result with a suppression, and a
 * note, since GitHub shows suppressed results too (SARIF 2.1.0, 3.27.23). A finding about no file is put at the lock: GitHub shows no result without a place.
 */
export function sarif(findings: readonly Finding[], version: string): object {
  const ids = [...new Set(findings.map(ruleOf))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'secure-ml',
            semanticVersion: version,
            rules: ids.map((id) => ({ id, shortDescription: { text: printableInline(id) } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: ruleOf(finding),
          ruleIndex: ids.indexOf(ruleOf(finding)),
          kind: 'fail',
          level: finding.accepted ? 'note' : finding.level,
          message: { text: printable([finding.what, finding.rule, finding.fix].filter(Boolean).join('. ')) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(finding.path ?? '.secure-ml/lock.json') },
                region: { startLine: finding.line ?? 1 },
              },
            },
          ],
          partialFingerprints: { primaryLocationLineHash: fingerprintOf(finding.id) },
          ...(finding.accepted && {
            suppressions: [
              {
                kind: 'external',
                status: 'accepted',
                justification: printable(
                  `${finding.accepted.reason} (${finding.accepted.owner}, until ${finding.accepted.until})`,
                ),
              },
            ],
          }),
        })),
      },
    ],
  };
}
