import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { AssemblyDiff } from './assemblies.ts';
import type { ModelFinding } from './compare.ts';
import type { Escalation } from './escalation.ts';

interface Acceptance {
  id: string;
  owner: string;
  reason: string;
  until: string;
}

/** `access/0f3a…`: the same finding has the same id for as long as who, what and the deciding statements stay. */
export function findingId({ direction, who, actions, resources, witness }: ModelFinding): string {
  const statements = [...witness.before.by, ...witness.after.by].map(({ sid, effect }) => `${effect} ${sid}`);
  return idOf([direction, who, actions, resources, statements]);
}

export function escalationId({ who, kind, to }: Escalation): string {
  return idOf([who, kind, to]);
}

function idOf(parts: unknown[]): string {
  return `access/${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)}`;
}

/** The waivers of access that have not run out. `today` is YYYY-MM-DD. */
function waivers(file: string, today: string): Map<string, Acceptance> {
  if (!existsSync(file)) return new Map();
  const { waivers: list = [] } = JSON.parse(readFileSync(file, 'utf8')) as { waivers?: Partial<Acceptance>[] };
  const sound = list.filter(
    (one): one is Acceptance =>
      [one.id, one.owner, one.reason, one.until].every((text) => typeof text === 'string' && text !== '') &&
      String(one.until) >= today,
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
    if (waiver) accepted.push(`${id} until ${waiver.until}, ${waiver.owner}: ${waiver.reason} (${what})`);
    return !waiver;
  };
  const keep = (findings: ModelFinding[]) =>
    findings.filter((finding) => open(findingId(finding), `${finding.who} ${finding.actions.join(', ')}`));
  return {
    diff: { ...diff, wider: keep(diff.wider), latent: keep(diff.latent) },
    escalations: escalations.filter((each) => open(escalationId(each), `${each.who} ${each.kind}`)),
    accepted,
  };
}
