import { printableInline } from '../show/printable.ts';
import { type GateFinding, isOpenGateFinding, lineFor, wholeOf } from './finding.ts';

/** GitHub takes 1 MiB for a step's summary. */
const mostRows = 200;
const longest = 600;

/**
 * A text as a cell of a Markdown table that says just that: what Markdown, HTML or GitHub could take for a mark, a link, a mention or
 * another cell is written as a character reference (CommonMark 0.31.2, 2.5), and no hidden character is left.
 */
export function cell(text: string): string {
  const shown = printableInline(text.length > longest ? `${text.slice(0, longest)}...` : text);
  const reference = (mark: string) => `&#${mark.codePointAt(0)};`;
  return shown.replace(/[^\p{L}\p{N} ,.;'"/=?%$-]|(?<=www)\./giu, reference);
}

/** One table: what is open first, then what lines accept, those of this change before the others. */
export function gateSummary(findings: GateFinding[]): string {
  const open = findings.filter(isOpenGateFinding);
  const rank = (finding: GateFinding) => (isOpenGateFinding(finding) ? 0 : finding.accepted?.isNew ? 1 : 2);
  const sorted = [...findings].sort((one, other) => rank(one) - rank(other));
  const verdict =
    open.length === 0
      ? 'Nothing is open.'
      : `${open.length} to decide on: undo it, or accept it in accepted.json of this pull request.`;
  const rows = sorted.slice(0, mostRows).map((finding) => {
    const { accepted, isFinal, id, what } = finding;
    const state = accepted ? (accepted.isNew ? 'accepted by this change' : 'accepted before') : 'open';
    const how = accepted
      ? `${accepted.reason} (${accepted.owner})`
      : isFinal
        ? 'no line accepts this'
        : lineFor(finding);
    return `| ${state} | ${[id, what, how].map(cell).join(' | ')} |`;
  });
  const more =
    sorted.length > mostRows ? [`\nAnd ${sorted.length - mostRows} more: the log and the SARIF file have all.`] : [];
  const table =
    rows.length > 0
      ? ['', '| | finding | what | accepted because, or the line to accept it with |', '|---|---|---|---|', ...rows]
      : [];
  const whole = open.some(({ id }) => id.startsWith('judge/')) ? wholeOf(findings) : undefined;
  const all = whole ? ['', `${whole.what} by one line: ${cell(lineFor(whole))}`] : [];
  return `${['### What this change widens, loses or edits', '', verdict, ...table, ...more, ...all].join('\n')}\n`;
}
