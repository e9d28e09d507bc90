/** One of several things that a person can fix. */
export interface RefusalParts {
  key: string;
  what: string;
  fix: string;
}

/** What a person can fix: exit 2, nothing was changed. `fix` says what to type instead. */
export class Refusal extends Error {
  readonly code: string;
  readonly what: string;
  readonly where: string | undefined;
  readonly fix: string;
  /** Where there is more than one thing to fix: each, all at once. */
  readonly faults: readonly RefusalParts[];

  constructor(refusal: { code: string; what: string; where?: string; fix: string; faults?: readonly RefusalParts[] }) {
    super(`${refusal.what}${refusal.where ? ` (${refusal.where})` : ''}. ${refusal.fix}`);
    this.name = 'Refusal';
    this.code = refusal.code;
    this.what = refusal.what;
    this.where = refusal.where;
    this.fix = refusal.fix;
    this.faults = refusal.faults ?? [];
  }
}
