import type { Json } from '../../templates/judge/read/json.ts';
import type { Accepted, Finding } from '../finding.ts';
import { Refusal } from '../refusal.ts';
import type { AnswerSource } from '../shape/kinds.ts';
import { settingAt, withSetting } from '../shape/settings.ts';
import { typedWord } from '../typed.ts';
import type { Overlay } from './overlay.ts';
import type { Policy } from './policy-record.ts';
import { added, broken, type PolicyRule, resolvedRule, rulesOf } from './rules.ts';

/** Answers as they are in settings.json, and who gave each, by dotted key. */
export interface SourcedSettings<Settings extends object> {
  answers: Settings;
  sources: Record<string, AnswerSource>;
}

/** Why an answer is what it is, for the prompts and `secure-ml answers`. */
export interface Held {
  rule: string;
  who: string;
  why: string;
  /** The question is shown, not asked. */
  locked: boolean;
  /** Whom to ask, and what to type then. */
  waiver: string;
}

export interface Applied<Settings extends object> extends SourcedSettings<Settings> {
  /** The rules on each answer, by dotted key. */
  held: Record<string, Held[]>;
  /** Rules that an answer which somebody gave breaks. */
  findings: Finding[];
}

/** Nobody chose these: a rule may set them without contradicting anyone. */
const unchosen = new Set<string | undefined>([undefined, 'default', 'environment', 'overlay']);

function by(rules: readonly PolicyRule[]): Map<string, PolicyRule[]> {
  const keys = new Map<string, PolicyRule[]>();
  for (const rule of rules) keys.set(rule.key, [...(keys.get(rule.key) ?? []), rule]);
  return keys;
}

export function waiverFor(id: string, contact: string): string {
  return `Ask ${contact}; then: secure-ml waive ${typedWord(id, 'ID')} --reason TEXT --owner WHO --until YYYY-MM-DD`;
}

/** A broken rule as a finding; with a waiver it is shown as accepted. */
export function policyFindingOf(
  rule: Omit<PolicyRule, 'lock' | 'limit'>,
  what: string,
  accepted: Accepted,
  path?: string,
): Finding {
  const acceptance = accepted.get(rule.id);
  return {
    id: rule.id,
    kind: 'policy',
    level: 'error',
    what,
    fix: `Fix it, or: ${waiverFor(rule.id, rule.contact)}`,
    rule: `${rule.who}: ${rule.why}`,
    ...(path && { path }),
    ...(acceptance && { accepted: acceptance }),
  };
}

/** The rules on answers that these answers break. */
export function brokenRules(answers: object, policies: readonly Policy[], accepted: Accepted): Finding[] {
  return rulesOf(policies).flatMap((rule) => {
    const fault = broken(rule, settingAt(answers, rule.key));
    return fault ? [policyFindingOf(rule, `${rule.key} ${fault}`, accepted, 'settings.json')] : [];
  });
}

/** What the overlays give where nobody answers, the first overlay's first: later ones override it. */
export function overlayDefaults(overlays: readonly Overlay[]): { key: string; value: Json; source: 'overlay' }[] {
  return overlays.flatMap(({ defaults }) =>
    Object.entries(defaults).map(([key, value]) => ({ key, value, source: 'overlay' as const })),
  );
}

/**
 * The answers under the overlays' rules. An answer that nobody chose is set so that it keeps them; one that somebody
 * gave stays, and breaks its rule in a finding. A list gets the entries that rules add to it, whoever gave it.
 */
export function applyPolicy<Settings extends object>(
  given: SourcedSettings<Settings>,
  policies: readonly Policy[],
  accepted: Accepted = new Map(),
): Applied<Settings> {
  assertAgree(policies);
  let { answers } = given;
  const sources = { ...given.sources };
  const held: Record<string, Held[]> = {};
  for (const [key, rules] of by(rulesOf(policies))) {
    const active = rules.filter(({ id }) => !accepted.has(id));
    const before = settingAt(answers, key);
    const extended = added(active, before);
    const after = unchosen.has(sources[key]) ? resolvedRule(active, extended) : extended;
    if (after !== undefined && JSON.stringify(after) !== JSON.stringify(before)) {
      answers = withSetting(answers, key, after);
      if (unchosen.has(sources[key])) sources[key] = 'overlay';
    }
    held[key] = rules.map((rule) => ({
      rule: rule.id,
      who: rule.who,
      why: rule.why,
      locked: 'lock' in rule && !accepted.has(rule.id),
      waiver: waiverFor(rule.id, rule.contact),
    }));
  }
  return { answers, sources, held, findings: brokenRules(answers, policies, accepted) };
}

/** Rules that no answer can keep together, with the names of both who made them. */
export function assertAgree(policies: readonly Policy[]): void {
  const conflicts: string[] = [];
  for (const [key, rules] of by(rulesOf(policies))) {
    const clash = rules.flatMap((one, index) =>
      rules.slice(index).flatMap((other) => (canAgree(one, other) ? [] : [[one, other] as const])),
    );
    for (const [one, other] of clash) conflicts.push(`${key}: ${one.who} (${one.id}) and ${other.who} (${other.id})`);
  }
  const names = policies.map(({ name }) => name);
  for (const name of new Set(names)) {
    if (names.filter((one) => one === name).length > 1) conflicts.push(`the name ${name} is there twice`);
  }
  if (conflicts.length === 0) return;
  throw new Refusal({
    code: 'overlay/conflict',
    what: `Overlays contradict each other:\n  ${conflicts.join('\n  ')}\n`,
    fix: 'Their owners have to agree. Until then, leave one of them out.',
  });
}

/** Some value keeps both. Bounds that only narrow a text, a list or tags can always be met. */
function canAgree(one: PolicyRule, other: PolicyRule): boolean {
  const offers = [one, other].flatMap((rule): Json[] => {
    if ('lock' in rule) return [rule.lock];
    const { oneOf, atLeast, atMost, startsWith } = rule.limit;
    return [...(oneOf ?? []), atLeast, atMost, startsWith].filter((offer) => offer !== undefined);
  });
  return offers.length === 0 || offers.some((offer) => !broken(one, offer) && !broken(other, offer));
}
