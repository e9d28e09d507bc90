import { join } from 'node:path';
import { daysUntil, faultsOfAcceptance, isFindingId, mostDays } from '../../templates/judge/compare/acceptance.ts';
import { parseJson } from '../../templates/judge/read/json.ts';
import { readBelow } from '../files/read.ts';
import { type Acceptance, type Accepted, type Finding, type FindingKind, kinds } from '../finding.ts';
import { Refusal } from '../refusal.ts';
import { faultInJson, withoutMark } from '../shape/json-place.ts';
import { keptKeyIn } from '../shape/kept-keys.ts';

/** At the top, not in a folder that people may delete: what a review of the repository has to show. */
export const waiversPath = 'accepted.json';
/** Where they were before version 0.2.0; `waive` brings them over. */
export const formerPath = '.secure-ml/waivers.json';
const formerFormat = 1;
export const mostWaivers = 1024 * 1024;
/** Days before its end in which a waiver is called close to expiry. */
const noticeDays = 30;

/** A finding that somebody accepted, for a time. */
export interface Waiver extends Acceptance {
  /** The finding's id: kind/the rest. */
  id: string;
  kind: FindingKind;
}

function kindOf(id: string): FindingKind | undefined {
  return kinds.find((kind) => id.startsWith(`${kind}/`) && id.length > kind.length + 1);
}

/** What is wrong with a waiver, each in words that follow its id. */
export function faultsOf(waiver: Partial<Record<keyof Waiver, unknown>>): string[] {
  const { id, kind, ...rest } = waiver;
  const text = isFindingId(id) ? id : '';
  const faults: string[] = [];
  if (!kindOf(text)) faults.push(`is not a finding's id; one begins with ${kinds.map((one) => `${one}/`).join(', ')}`);
  else if (kind !== kindOf(text)) faults.push(`has the kind ${JSON.stringify(kind)}, not ${kindOf(text)}`);
  return [...faults, ...faultsOfAcceptance({ ...rest, finding: text })];
}

function refuse(what: string, fix = 'Fix the file, or restore it from the last commit.'): never {
  throw new Refusal({ code: 'waiver/file', what, where: waiversPath, fix });
}

/**
 * Reads accepted.json, or the waivers.json of before: anybody with a branch can write them. Lines with faults come back too:
 * `judge` tells them.
 */
export function readWaivers(content: Buffer | undefined): Partial<Waiver>[] {
  if (content === undefined) return [];
  if (content.length > mostWaivers) refuse(`It is larger than ${mostWaivers} bytes`);
  let document: unknown;
  const text = withoutMark(content.toString());
  try {
    document = parseJson(text);
  } catch {
    refuse(`It is not valid JSON: ${faultInJson(text)}`);
  }
  const key = keptKeyIn(document);
  if (key !== undefined) refuse(`The key "${key}" has no place here`);
  const lines = Array.isArray(document) ? document : formerLines(document);
  if (lines.length > 1000) refuse('It has more than 1000 lines');
  return lines.map((line, index) => {
    if (typeof line !== 'object' || line === null || Array.isArray(line)) refuse(`Line ${index + 1} is not an object`);
    const { finding, ...rest } = line as Record<string, unknown>;
    if (finding === undefined) return rest as Partial<Waiver>;
    const kind = kindOf(String(finding));
    return { id: finding, ...(kind && { kind }), ...rest } as Partial<Waiver>;
  });
}

function formerLines(document: unknown): unknown[] {
  const { format: given, waivers } = (document ?? {}) as { format?: unknown; waivers?: unknown };
  if (given !== formerFormat)
    refuse(
      `Its format is ${JSON.stringify(given)?.slice(0, 20)}; this program reads a list, or format ${formerFormat}`,
      'Use a newer secure-ml.',
    );
  if (!Array.isArray(waivers)) refuse('"waivers" is not a list');
  return waivers as unknown[];
}

/** The file of accepted findings as the work tree has it; that of before where there is no other. */
export const acceptedAt = (directory: string): Buffer | undefined =>
  readBelow(directory, waiversPath, mostWaivers) ?? readBelow(directory, formerPath, mostWaivers);

/** The path of that file, for the judge. */
export const acceptedFile = (directory: string): string =>
  join(directory, readBelow(directory, waiversPath, mostWaivers) ? waiversPath : formerPath);

/** The bytes of accepted.json: sorted by finding, so that a review shows one line's change alone. */
export function printWaivers(waivers: readonly Partial<Waiver>[]): Buffer {
  const sorted = [...waivers].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  const lines = sorted.map(({ id, kind: _, digest, owner, reason, until, ...more }) => {
    return { finding: id, ...(digest && { digest }), owner, reason, ...(until && { until }), ...more };
  });
  return Buffer.from(`${JSON.stringify(lines, null, 2)}\n`);
}

/** A new waiver, or a refusal that lists everything that is wrong with it. */
export function makeWaiver(given: { id: string } & Partial<Acceptance>, today: string): Waiver {
  const waiver = { ...given, kind: kindOf(given.id) };
  const faults = faultsOf(waiver);
  const days = given.until === undefined ? 0 : daysUntil(given.until, today);
  if (days < 0) faults.push(`ends ${given.until}, which is over`);
  if (days > mostDays) faults.push(`ends in ${days} days; ${mostDays} are the most, then somebody looks again`);
  if (faults.length > 0) {
    throw new Refusal({
      code: 'waiver/invalid',
      what: `The waiver of ${given.id} ${faults.join('; it ')}`,
      fix: 'Type: secure-ml waive ID --reason "WHY THIS IS ACCEPTABLE" --owner YOU@EXAMPLE.COM --until YYYY-MM-DD',
    });
  }
  const { id, reason, owner, until, digest } = waiver as Waiver;
  return { id, kind: kindOf(id) as FindingKind, reason, owner, ...(until && { until }), ...(digest && { digest }) };
}

/** Which findings are accepted today (YYYY-MM-DD, UTC; the last day counts), and what is wrong with the waivers themselves. */
export function applyWaivers(
  waivers: readonly Partial<Waiver>[],
  today: string,
): { accepted: Accepted; findings: Finding[] } {
  const accepted = new Map<string, Acceptance>();
  const findings: Finding[] = [];
  const tell = (id: string, level: Finding['level'], what: string, fix: string) =>
    findings.push({
      id: `waiver/${id}`,
      kind: 'waiver',
      level,
      what: `The waiver of ${id} ${what}`,
      fix,
      path: waiversPath,
    });
  for (const waiver of waivers) {
    const id = String(waiver.id).slice(0, 400);
    const faults = faultsOf(waiver);
    if (accepted.has(id)) faults.push('is there twice');
    const { reason, owner, until, digest } = waiver as Waiver;
    const days = until === undefined ? Number.POSITIVE_INFINITY : daysUntil(until, today);
    if (until !== undefined && days > mostDays) faults.push(`ends in ${days} days; ${mostDays} are the most`);
    for (const fault of faults) tell(id, 'error', fault, 'Renew it with secure-ml waive, or take it out.');
    if (faults.length > 0) continue;
    if (days < 0) {
      tell(
        id,
        'error',
        `ended on ${until} (${owner})`,
        'Fix what it accepted and take it out, or renew it with secure-ml waive.',
      );
      continue;
    }
    accepted.set(id, { reason, owner, ...(until && { until }), ...(digest && { digest }) });
    if (days <= noticeDays)
      tell(id, 'warning', `ends in ${days} day(s), on ${until} (${owner})`, 'Fix what it accepts before, or renew it.');
  }
  return { accepted, findings };
}

/** Waivers of which no finding speaks any more: the file should not keep them. */
export function unused(accepted: Accepted, findings: readonly Finding[]): Finding[] {
  const told = new Set(findings.map(({ id }) => id));
  return [...accepted.keys()]
    .filter((id) => !told.has(id))
    .map((id) => ({
      id: `waiver/${id}`,
      kind: 'waiver',
      level: 'note',
      what: `The waiver of ${id} no longer accepts anything`,
      fix: `Remove it from ${waiversPath}.`,
      path: waiversPath,
    }));
}
