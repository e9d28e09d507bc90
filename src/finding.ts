/** The kinds of thing that a person can accept for a time; also the first segment of a finding's id. */
export const kinds = ['policy', 'control', 'drift', 'upgrade', 'access', 'judge', 'template'] as const;
export type FindingKind = (typeof kinds)[number];

/** What a check found. `id` is what `secure-ml waive` takes: kind/the rest, the same for the same fact in every run. */
export interface Finding {
  id: string;
  kind: FindingKind | 'waiver' | 'version';
  level: 'error' | 'warning' | 'note';
  what: string;
  /** What to type or change. */
  fix: string;
  /** The file of the repository that the finding is about. */
  path?: string;
  /** The line of that file, from 1. */
  line?: number;
  /** What of that file: the logical id of a resource of a template. */
  place?: string;
  /** Who says so: "bank 1.4.0: limit region", with the reason that is beside the rule. */
  rule?: string;
  /** SHA-256 of what it is about: an acceptance that names it holds for exactly that content. */
  digest?: string;
  /** Set where a waiver accepts the finding: it is shown, and it fails nothing. */
  accepted?: Acceptance;
}

/** Who accepted a finding and why, and the last day (YYYY-MM-DD, UTC) on which that counts or the content that it is bound to. */
export interface Acceptance {
  reason: string;
  owner: string;
  until?: string;
  digest?: string;
}

/** The accepted findings of a day, by id. */
export type Accepted = ReadonlyMap<string, Acceptance>;

/** A finding that makes `check` exit 1. */
export function fails({ level, accepted }: Finding): boolean {
  return level === 'error' && !accepted;
}
