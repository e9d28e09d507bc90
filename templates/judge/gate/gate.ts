import { appendFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { acceptedLines } from '../compare/acceptance.ts';
import type { ControlResult } from '../prove/controls.ts';
import { RowError } from '../prove/row.ts';
import type { Loss } from '../ratchet/resources.ts';
import { AssemblyError } from '../read/files.ts';
import { digestOfSources, isSource, recordedIn } from '../read/sources.ts';
import { printable, printableInline, printableJson } from '../show/printable.ts';
import { provenance } from '../show/provenance.ts';
import { assemblyToJudge } from '../show/renewed.ts';
import { sarif } from '../show/sarif.ts';
import { comparedAssemblies, proofFindings } from './compare.ts';
import {
  fileFinding,
  findingOf,
  type GateFinding,
  isOpenGateFinding,
  lineFor,
  lossFinding,
  wholeOf,
  withAccepted,
} from './finding.ts';
import { mergedTree, type Proposed, proposedFiles } from './proposal.ts';
import { gateSummary } from './summary.ts';

/** What a repository knows of itself: which of its files judge, and what its answers promise. */
export interface Gated {
  /** Which contents are needed of what is proposed. */
  isRead(path: string): boolean;
  /** The judge's own files and the like that are proposed other than they are here, in words, by path. */
  edits(proposed: Proposed): { path: string; what: string }[];
  /** What the proposed answers and switches have less of. */
  lowered(proposed: Proposed): Loss[];
  /** Every control, by the proofs that are here, on the proposed assembly. */
  prove(proposed: Proposed, assembly: string): Promise<ControlResult[]>;
  /** The file of accepted findings as it is here. */
  accepted: string | undefined;
}

const acceptedPath = 'accepted.json';

const usage = `Judges a proposed change by what is checked out here: its judge, its proofs, its rows.

  npm run gate -- --proposed COMMIT --assembly DIR

The commit is merged with what is checked out, and read as data: nothing of it is run. DIR is what its synthesis wrote.
Exit 1 where access widens, a control no longer holds, or something that protects, alerts, or judges is weaker, gone or edited,
and no line of the proposed accepted.json accepts it.

  --before DIR   the assembly to compare with, in place of cdk.out, which is synthesized where it is not of these sources
  --sarif FILE   also writes the findings for code scanning (SARIF 2.1.0)
  --json         for programs`;

const options = {
  proposed: { type: 'string' },
  assembly: { type: 'string' },
  before: { type: 'string' },
  sarif: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Whatever makes the assembly unusable is final; the rest is found all the same. */
async function found(gated: Gated, proposed: Proposed, before: string, assembly: string): Promise<GateFinding[]> {
  const sources = proposed.paths.filter(isSource).map((path) => [path, proposed.content(path) as Buffer] as const);
  const findings = [
    ...gated.edits(proposed).map(({ path, what }) => fileFinding(path, what, proposed.content(path))),
    ...gated.lowered(proposed).map(lossFinding),
  ];
  try {
    if (recordedIn(assembly) !== digestOfSources(sources)) {
      const what =
        'The assembly is not of the sources that are proposed, merged with what is here. Run the synthesis again';
      return [...findings, { ...findingOf('judge/assembly', what), isFinal: true }];
    }
    return [
      ...findings,
      ...comparedAssemblies(before, assembly),
      ...proofFindings(await gated.prove(proposed, assembly)),
    ];
  } catch (error) {
    if (!isKnown(error)) throw error;
    const what = `The proposed change cannot be judged: ${(error as Error).message}`;
    return [...findings, { ...findingOf('judge/unreadable', what), isFinal: true }];
  }
}

/** What the judge throws over input; by name, for the repository's own kinds are not known here. */
const isKnown = (error: unknown) =>
  error instanceof AssemblyError ||
  error instanceof RowError ||
  ['PolicyError', 'SettingsError', 'SyntaxError'].includes((error as Error)?.name);

function inWords(findings: GateFinding[]): string {
  const open = findings.filter(isOpenGateFinding);
  const lines = findings.map((finding) => {
    const { id, what, accepted } = finding;
    if (accepted)
      return printableInline(
        `accepted${accepted.isNew ? ' by this change' : ''} ${id}: ${accepted.reason} (${accepted.owner})`,
      );
    return `✗ ${printableInline(id)}\n    ${what.replaceAll('\n', '\n    ')}${finding.isFinal ? '' : `\n    to accept it: ${lineFor(finding)}`}`;
  });
  const verdict =
    open.length === 0
      ? 'Nothing is open.'
      : `${open.length} to decide on: undo it, or accept it in ${acceptedPath} of the same change.`;
  const whole = wholeOf(findings);
  const all =
    whole && open.some(({ id }) => id.startsWith('judge/')) ? [`${whole.what} by one line: ${lineFor(whole)}`] : [];
  return [...lines, ...all, verdict].join('\n');
}

/** `npm run gate`. Returns the exit code: 0, 1 where a person must look, 2 where nothing could be judged. */
export async function runGate(
  words: string[],
  gated: Gated,
  today = new Date().toISOString().slice(0, 10),
): Promise<number> {
  try {
    const { values } = parseArgs({ args: words, options });
    if (values.help) {
      console.log(usage);
      return 0;
    }
    if (!values.proposed || !values.assembly) throw new RowError(usage);
    const tree = mergedTree(values.proposed);
    const proposed = proposedFiles(tree, (path) => isSource(path) || path === acceptedPath || gated.isRead(path));
    const before = assemblyToJudge(values.before);
    const lines = acceptedLines(proposed.text(acceptedPath), today);
    const known = acceptedLines(gated.accepted, today);
    const findings = withAccepted(await found(gated, proposed, before, values.assembly), lines, known);
    if (values.sarif)
      writeFileSync(values.sarif, `${JSON.stringify(sarif(findings.map(forScanning), acceptedPath), null, 2)}\n`);
    const page = process.env.GITHUB_STEP_SUMMARY;
    if (page) appendFileSync(page, gateSummary(findings));
    console.log(values.json ? printableJson({ tree, findings }) : printable(inWords(findings)));
    console.error(printableInline(provenance()));
    return findings.some(isOpenGateFinding) ? 1 : 0;
  } catch (error) {
    if (!isKnown(error) && !String((error as { code?: unknown } | null)?.code).startsWith('ERR_PARSE_ARGS_'))
      throw error;
    const { message } = error as Error;
    console.error(message === usage ? usage : printableInline(message));
    return 2;
  }
}

const forScanning = (finding: GateFinding) => ({
  ...{ id: finding.id, rule: finding.id.split('/')[0] ?? '', level: 'error' as const },
  text: [finding.what, ...(finding.isFinal ? [] : [`To accept it: ${lineFor(finding)}`])].join('\n'),
  ...(finding.path && { path: finding.path }),
  ...(finding.accepted && { justification: printableInline(`${finding.accepted.reason} (${finding.accepted.owner})`) }),
});
