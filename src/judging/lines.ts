import { readNamed } from '../files/read.ts';
import type { Finding } from '../finding.ts';
import { mostTemplate } from '../formats/templates.ts';

/** The end of a line, or a name before a colon, in JSON and YAML alike; CloudFormation takes letters and digits for a logical id. */
const lineOrName = /\n|(?<=^|[{,\s])["']?(\w+)["']?[ \t]*:/g;

/** The line on which a template first has each name after its resources begin, from 1. */
function linesOf(text: string): Map<string, number> {
  const from = Math.max(0, text.search(/^[ \t]*["']?Resources["']?\s*:/m));
  const lines = new Map<string, number>();
  let line = text.slice(0, from).split('\n').length;
  for (const [, name] of text.slice(from).matchAll(lineOrName)) {
    if (name === undefined) line += 1;
    else if (!lines.has(name)) lines.set(name, line);
  }
  return lines;
}

/** Findings with the line of what they are about, for programs that show them beside the text. */
export function withLines(findings: Finding[], directory: string): Finding[] {
  const known = new Map<string, Map<string, number>>();
  return findings.map((finding) => {
    const { path, place } = finding;
    if (!path || !place) return finding;
    const lines = known.get(path) ?? linesOf(readNamed(path, directory, mostTemplate)?.toString() ?? '');
    known.set(path, lines);
    const line = lines.get(place);
    return line === undefined ? finding : { ...finding, line };
  });
}
