/** What a person can mend: exit 2, nothing was changed. `fix` says what to type instead. */
export class Refusal extends Error {
  readonly code: string;
  readonly what: string;
  readonly where: string | undefined;
  readonly fix: string;

  constructor(refusal: { code: string; what: string; where?: string; fix: string }) {
    super(`${refusal.what}${refusal.where ? ` (${refusal.where})` : ''}. ${refusal.fix}`);
    this.name = 'Refusal';
    this.code = refusal.code;
    this.what = refusal.what;
    this.where = refusal.where;
    this.fix = refusal.fix;
  }
}
