import { createHash } from 'node:crypto';
import { printable, printableInline } from './printable.ts';

/** A finding as code scanning takes it. */
export interface ScanFinding {
  id: string;
  /** Findings of one rule are told apart by their ids. */
  rule: string;
  level: 'error' | 'warning' | 'note';
  text: string;
  path?: string;
  /** Where in that file; its first line without one. */
  line?: number;
  /** Why somebody accepted it. */
  justification?: string;
}

/** A file's path as a URI reference: spaces and marks are escaped, the slashes stay (SARIF 2.1.0, 3.4.4). */
const uriOf = (path: string) => path.split('/').map(encodeURIComponent).join('/');

/** Code scanning takes results of one rule, file and line for one alert, unless this tells them apart (GitHub Docs, "SARIF support for code scanning"). */
const fingerprintOf = (id: string) => `${createHash('sha256').update(id).digest('hex').slice(0, 16)}:1`;

/**
 * Findings as a SARIF 2.1.0 log, for code scanning. An accepted finding is a result with a suppression, and a note, since GitHub
 * shows suppressed results too (SARIF 2.1.0, 3.27.23). A finding about no file is put at `elsewhere`: GitHub shows no result without
 * a place.
 */
export function sarif(findings: readonly ScanFinding[], elsewhere: string, version?: string): object {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'secure-ml',
            ...(version && { semanticVersion: version }),
            rules: rules.map((id) => ({ id, shortDescription: { text: printableInline(id) } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(({ id, rule, level, text, path, justification, line }) => ({
          ruleId: rule,
          ruleIndex: rules.indexOf(rule),
          kind: 'fail',
          level: justification ? 'note' : level,
          message: { text: printable(text) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(path ?? elsewhere) },
                region: { startLine: line ?? 1 },
              },
            },
          ],
          partialFingerprints: { primaryLocationLineHash: fingerprintOf(id) },
          ...(justification && {
            suppressions: [{ kind: 'external', status: 'accepted', justification: printable(justification) }],
          }),
        })),
      },
    ],
  };
}
