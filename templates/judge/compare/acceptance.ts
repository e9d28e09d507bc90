import { parseJson } from '../read/json.ts';

/** A line of accepted.json: who accepted which finding and why, and for how long or of what content. */
export interface AcceptanceLine {
  finding: string;
  owner: string;
  reason: string;
  until?: string;
  /** SHA-256 of what the finding is about: such a line holds for as long as that stays the same. */
  digest?: string;
}

/** No line puts off looking again for longer. */
export const mostDays = 366;

/** Texts that stand where a reason should. */
const empty =
  /^(todo|tbd|none|n\/?a|test|because|temporary|temp|fix later|see above|false positive|accepted|waived|ok)\W*$/i;
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A person or team that can be asked: an e-mail address, or @name or @org/team. */
const owner = /^([^\s@<>]{1,64}@[A-Za-z0-9.-]{1,190}|@[A-Za-z0-9][\w.-]{0,60}(\/[\w.-]{1,60})?)$/;

/** Days from `today` to a date, both YYYY-MM-DD in UTC; NaN where the date is none of a calendar. */
export function daysUntil(date: string, today: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? new Date(`${date}T00:00:00Z`) : new Date(Number.NaN);
  // Date takes February 31 for March 3: the way back has to give the same text.
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== date) return Number.NaN;
  return Math.round((at.getTime() - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);
}

function faultOfReason(reason: unknown): string | undefined {
  if (typeof reason !== 'string' || reason.trim() === '') return 'has no reason';
  if (reason.length > 1000) return 'has a reason longer than 1000 characters';
  if (invisible.test(reason)) return 'has control or invisible characters in its reason';
  const words = new Set(reason.toLowerCase().match(/\p{L}{2,}/gu));
  return empty.test(reason.trim()) || reason.trim().length < 20 || words.size < 4
    ? `has "${reason.slice(0, 40)}" for a reason, which says nothing (20 characters and 4 words at least)`
    : undefined;
}

/** Is this the id of a finding? `kind/the rest`, without a space or a hidden character. */
export const isFindingId = (id: unknown): id is string =>
  typeof id === 'string' && id.length <= 400 && !invisible.test(id) && !/\s/.test(id) && /^[a-z]+\/./.test(id);

/** What is wrong with owner, reason, date and digest, each in words that follow the finding's id. */
export function faultsOfAcceptance(line: { [key in keyof AcceptanceLine]?: unknown }): string[] {
  const { finding, reason, owner: who, until, digest } = line;
  const faults: (string | undefined)[] = [faultOfReason(reason)];
  if (typeof who !== 'string' || !owner.test(who))
    faults.push('has no owner who can be asked (an e-mail address, @name or @org/team)');
  const dated = typeof until === 'string' && !Number.isNaN(daysUntil(until, '2000-01-01'));
  const isBound = digest !== undefined || String(finding).startsWith('access/');
  if (digest !== undefined && !(typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest)))
    faults.push('has a digest that is not 64 hexadecimal places');
  if (until === undefined ? !isBound : !dated) faults.push('has no date until which it counts (YYYY-MM-DD)');
  return faults.filter((fault) => fault !== undefined);
}

/** The lines of accepted.json that count on a day, by finding. What is not sound accepts nothing: `secure-ml check` says why. */
export function acceptedLines(text: string | undefined, today: string): Map<string, AcceptanceLine[]> {
  const found = new Map<string, AcceptanceLine[]>();
  let list: unknown;
  try {
    list = parseJson(text ?? '[]');
  } catch {
    return found;
  }
  for (const line of Array.isArray(list) ? (list as unknown[]) : []) {
    if (typeof line !== 'object' || line === null || Array.isArray(line)) continue;
    const one = line as AcceptanceLine;
    if (!isFindingId(one.finding) || faultsOfAcceptance(one).length > 0) continue;
    const days = one.until === undefined ? 0 : daysUntil(one.until, today);
    if (days < 0 || days > mostDays) continue;
    found.set(one.finding, [...(found.get(one.finding) ?? []), one]);
  }
  return found;
}
