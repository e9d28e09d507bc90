import { readNamed } from '../files/read.ts';
import type { Finding } from '../finding.ts';
import { applyWaivers, mostWaivers, readWaivers, unused, type Waiver, waiversPath } from '../guard/waiver.ts';
import { Refusal } from '../refusal.ts';
import type { Call } from './call.ts';

export interface Baseline {
  /** As it was named; none where there is no file. */
  file?: string;
  lines: Partial<Waiver>[];
}

/** The accepted findings that count: those of --baseline, else of accepted.json where the folder has one. */
export function baselineOf({ values, directory }: Call): Baseline {
  const asked = typeof values.baseline === 'string' ? values.baseline : undefined;
  const file = asked ?? waiversPath;
  const content = readNamed(file, directory, mostWaivers);
  if (content) return { file, lines: readWaivers(content) };
  if (asked === undefined) return { lines: [] };
  const fix = 'Write it from what is found today: secure-ml judge --init; or take --baseline away.';
  throw new Refusal({ code: 'judge/baseline', what: `${file} does not exist`, fix });
}

/** Whether a line can be about a judgement of templates: others of the same file are for check. */
const isOurs = ({ id }: Partial<Waiver>) => /^(template|access)\//.test(String(id));

/** Findings with what accepts them, and what is wrong with the lines that do. */
export function withBaseline(
  findings: Finding[],
  { lines, file }: Baseline,
  today = new Date().toISOString().slice(0, 10),
): Finding[] {
  const { accepted, findings: about } = applyWaivers(lines.filter(isOurs), today);
  const left = unused(accepted, findings);
  const told = [...about, ...left].map((finding) => ({ ...finding, ...(file && { path: file }) }));
  const known = findings.map((finding) => {
    const acceptance = accepted.get(finding.id);
    return acceptance ? { ...finding, accepted: acceptance } : finding;
  });
  return [...known, ...told];
}
