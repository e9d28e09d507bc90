import { readNamed } from '../files/read.ts';
import type { Finding } from '../finding.ts';
import { mostTemplate } from '../formats/templates.ts';

const literal = (text: string) => text.replace(/[^\w]/g, '\\$&');

/** The line on which a template makes a resource, from 1: in JSON and YAML alike, its logical id as a name. */
function lineOf(text: string, logicalId: string): number | undefined {
  const from = Math.max(0, text.search(/^\s*["']?Resources["']?\s*:/m));
  const found = new RegExp(`(^|[{,\\s])["']?${literal(logicalId)}["']?\\s*:`, 'm').exec(text.slice(from));
  if (!found) return undefined;
  return text.slice(0, from + found.index + found[0].length).split('\n').length;
}

/** Findings with the line of what they are about, for programs that show them beside the text. */
export function withLines(findings: Finding[], directory: string): Finding[] {
  const texts = new Map<string, string | undefined>();
  return findings.map((finding) => {
    const { path, place } = finding;
    if (!path || !place) return finding;
    if (!texts.has(path)) texts.set(path, readNamed(path, directory, mostTemplate)?.toString());
    const line = lineOf(texts.get(path) ?? '', place);
    return line === undefined ? finding : { ...finding, line };
  });
}
