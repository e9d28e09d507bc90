import { factsOf } from '../decide/facts.ts';
import { properName } from '../decide/iam-data.ts';
import { arnParts } from '../decide/pattern.ts';
import type { StatementRef } from '../decide/request.ts';
import { resourceMatches } from '../decide/statement.ts';
import type { ReachStep } from '../reach/may.ts';
import type { AccessModel } from '../read/model.ts';

/** A call on a path, the statements that allow it, and what its answer turns on. */
export interface AllowedCall {
  who: string;
  action: string;
  resource: string;
  by: StatementRef[];
  turnsOn: string[];
}

/** A resource by its proof name and path, or the end of its ARN. */
export function shortener(names: AccessModel['names']): (text: string) => string {
  const known = Object.entries(names);
  return (text) => {
    const [name, arn] = known.find(([, each]) => text === each || text.startsWith(`${each}/`)) ?? [];
    return name && arn ? `${name}${text.slice(arn.length)}` : text.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:/, '');
  };
}

export const callsOf = (steps: ReachStep[], short: (text: string) => string): AllowedCall[] =>
  steps.map((step) => ({
    who: step.who,
    action: properName(step.action),
    resource: short(step.resource),
    by: allowing(step),
    turnsOn: step.decision.dependsOn,
  }));

/** The allows that a call rests on; who has no policies of its own is let in by the resource's. */
function allowing({ action, request, decision, set }: ReachStep): StatementRef[] {
  if (decision.verdict === 'Allowed') return decision.by;
  const { identity, boundary = [], resource } = set;
  const policies = identity.length > 0 || !resource ? [...identity, ...boundary] : [resource];
  const parts = arnParts(request.resource);
  const facts = factsOf(request);
  return policies
    .flatMap((policy) => policy.about(action.toLowerCase()))
    .filter((statement) => statement.allows && resourceMatches(statement, parts, facts) !== 'no')
    .map(({ ref }) => ref);
}

/** `engineer iam:PassRole training: Policy/Sid`; calls that the same statements carry are one line. */
export function callsInWords(calls: AllowedCall[]): string[] {
  const lines = new Map<string, { who: string; each: string[]; end: string }>();
  for (const { who, action, resource, by, turnsOn } of calls) {
    const statements = by.map(({ policy, sid }) => `${policy}/${sid}`).join(', ') || 'policies of its own';
    const end = turnsOn.length > 0 ? `${statements}, if ${turnsOn.join(', ')} let it` : statements;
    const line = lines.get(`${who} ${end}`) ?? { who, each: [], end };
    lines.set(`${who} ${end}`, line);
    line.each.push(`${action} ${resource}`);
  }
  return [...lines.values()].map(({ who, each, end }) => `${who} ${each.join(', ')}: ${end}`);
}
