import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { AssemblyError } from '../read/assembly.ts';
import type { AssemblyDiff } from './assemblies.ts';
import type { ModelFinding } from './compare.ts';
import type { Escalation } from './escalation.ts';

interface Acceptance {
  id: string;
  owner: string;
  reason: string;
  until?: string;
}

/**
 * `access/0f3a…`: the same finding has the same id. What was accepted of a statement under one condition is not accepted
 * of it without: the witness tells them apart.
 */
export function findingId({ direction, who, actions, resources, through, witness }: ModelFinding): string {
  const { request, before, after, foreign, latent } = witness;
  const statements = [...before.by, ...after.by].map(({ sid, effect }) => `${effect} ${sid}`);
  return comparedId([direction, who, actions, resources, statements, request.context, through, foreign, latent]);
}

/** Other actions, or the same without the condition that they were under, are another way. */
export function escalationId({ who, kind, to, by }: Escalation): string {
  const ways = by.map(({ request, decision }) => `${request.action} ${decision.verdict}`);
  return comparedId([who, kind, to, ways.sort()]);
}

/** Of a reason why something is not proven: what it says, with the digest of what was not read, is all that is known. */
export const unprovenId = (reason: string): string => `access/unproven-${contentDigest(reason)}`;

/** Of what a comparison finds, by all that tells it from another finding. */
export const comparedId = (parts: unknown[]): string => `access/${contentDigest(JSON.stringify(parts))}`;

/** So many characters tell one content from another in a line that somebody accepts. */
export const contentDigest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

const mostDays = 366;

/** A date that is one, that has not passed, and that does not put off looking again for more than a year. */
function counts(until: unknown, today: string): boolean {
  if (typeof until !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(until)) return false;
  const days = (Date.parse(until) - Date.parse(today)) / 86_400_000;
  return days >= 0 && days <= mostDays;
}

/** The lines about access that count on a day: a list, or what was in .secure-ml/waivers.json before. */
function waivers(file: string, today: string): Map<string, Acceptance> {
  if (!existsSync(file)) return new Map();
  let list: unknown;
  try {
    const document = JSON.parse(readFileSync(file, 'utf8')) as { waivers?: unknown } | unknown[] | null;
    list = Array.isArray(document) ? document : (document?.waivers ?? []);
  } catch (error) {
    throw new AssemblyError(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(list)) throw new AssemblyError(`${file}: "waivers" is not a list`);
  const lines = (list as (Record<string, unknown> | null)[]).map((one) => ({ ...one, id: one?.finding ?? one?.id }));
  const sound = (lines as (Partial<Acceptance> | null)[]).filter(
    (one): one is Acceptance =>
      [one?.id, one?.owner, one?.reason].every((text) => typeof text === 'string' && text !== '') &&
      (one?.until === undefined || counts(one.until, today)),
  );
  return new Map(sound.map((one) => [one.id, one]));
}

/** A comparison without what somebody accepted, and a line for each of those. */
export function withoutAccepted(
  { diff, escalations }: AssemblyDiff,
  file: string,
  today = new Date().toISOString().slice(0, 10),
): AssemblyDiff & { accepted: string[] } {
  const known = waivers(file, today);
  const accepted: string[] = [];
  const open = (id: string, what: string) => {
    const waiver = known.get(id);
    if (waiver)
      accepted.push(
        `${id}${waiver.until ? ` until ${waiver.until}` : ''}, ${waiver.owner}: ${waiver.reason} (${what})`,
      );
    return !waiver;
  };
  const keep = (findings: ModelFinding[]) =>
    findings.filter((finding) => open(findingId(finding), `${finding.who} ${finding.actions.join(', ')}`));
  return {
    diff: {
      ...diff,
      wider: keep(diff.wider),
      latent: keep(diff.latent),
      unproven: diff.unproven.filter((reason) => open(unprovenId(reason), reason)),
    },
    escalations: escalations.filter((each) => open(escalationId(each), `${each.who} ${each.kind}`)),
    accepted,
  };
}
