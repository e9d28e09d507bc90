import { readFileSync } from 'node:fs';

/** What was read by a person and let stand: who says it, where (`…` stands for any text), and why it is right so. */
export interface Reviewed {
  by: string;
  rule: string;
  where: string;
  why: string;
}

export interface Said {
  by: string;
  rule: string;
  where: string;
}

/** Reads a reviewed list. Throws where an entry gives no sentence as its reason. */
export function readReviewed(name: string): Reviewed[] {
  const entries = JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Reviewed[];
  for (const { rule, where, why } of entries) {
    if (why.trim().split(/\s+/).length < 6)
      throw new Error(`${name}: say in a sentence why ${rule} at ${where} stands`);
  }
  return entries;
}

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  ).test(text);

export interface Review<T extends Said> {
  /** In no entry. */
  open: T[];
  /** Entries that nothing fits any more. */
  stale: Reviewed[];
  used: Map<Reviewed, T[]>;
}

export function review<T extends Said>(said: T[], entries: Reviewed[]): Review<T> {
  const used = new Map<Reviewed, T[]>(entries.map((entry) => [entry, []]));
  const open = said.filter((one) => {
    const fitting = entries.filter(
      ({ by, rule, where }) => by === one.by && matches(rule, one.rule) && matches(where, one.where),
    );
    for (const entry of fitting) used.get(entry)?.push(one);
    return fitting.length === 0;
  });
  return { open, stale: entries.filter((entry) => used.get(entry)?.length === 0), used };
}
