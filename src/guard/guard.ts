import type { Tree } from '../tree/tree.ts';
import { typedWord } from '../typed.ts';

/** What a guard may look at: the project before and after, and which paths change. Conflicts stand as the person's version. */
export interface Crossing {
  changed: readonly string[];
  /** Paths whose conflict a person has still to resolve. */
  conflicts: readonly string[];
  before(): Promise<Tree>;
  after(): Promise<Tree>;
}

/** Something that a person must decide. With a path it becomes a conflict there; without one it stops the upgrade. */
export interface Objection {
  /** What `secure-ml waive` takes; without one it cannot be waived. */
  id?: string;
  path?: string;
  /** An acceptance that names a digest is of this content alone. */
  digest?: string;
  what: string;
  fix: string;
  /** It stops nothing: what could not be judged while conflicts are open. */
  later?: true;
}

/** Looks at an upgrade before anything is written. */
export type Guard = (crossing: Crossing) => Promise<Objection[]>;

/** Words to type for somebody who accepts what an objection is about. */
export const waive = (id: string) => `secure-ml waive ${typedWord(id, 'ID')} (--help says with what)`;
