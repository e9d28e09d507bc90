import type { Tree } from '../tree/tree.ts';

/** What a guard may look at: the project before and after, and which paths change. Conflicts stand as the person's version. */
export interface Crossing {
  changed: readonly string[];
  before(): Promise<Tree>;
  after(): Promise<Tree>;
}

/** Something that a person must decide. With a path it becomes a conflict there; without one it stops the upgrade. */
export interface Objection {
  path?: string;
  what: string;
  fix: string;
}

/** Looks at an upgrade before anything is written. */
export type Guard = (crossing: Crossing) => Promise<Objection[]>;
