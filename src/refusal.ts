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

/** What an operating system refuses (errno(3)): the file's owner can help, this program cannot. */
const refusedBySystem: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENAMETOOLONG: 'its path is too long',
  ENOTDIR: 'a part of its path is a file',
  ELOOP: 'too many symbolic links',
  EROFS: 'that disk cannot be written',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota is used up',
  EIO: 'the disk cannot be read',
};

/** A system's refusal of a file as one of this program; undefined where the error is another one. */
export function systemRefusal(error: unknown): Refusal | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException;
  const why = Object.hasOwn(refusedBySystem, code) ? refusedBySystem[code] : undefined;
  if (why === undefined || path === undefined) return undefined;
  return new Refusal({
    code: 'files/unreadable',
    what: `A file cannot be read or written: ${why} (${code})`,
    where: path.length > 300 ? `${path.slice(0, 300)}…` : path,
    fix: 'Give yourself access to it, or take it away, then try again.',
  });
}
