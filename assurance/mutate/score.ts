import type { Said } from '../reviewed.ts';

/** What came of the mutants of one file. */
export interface Score {
  file: string;
  /** Mutants that were put to tests. */
  mutants: number;
  /** Those that were not: no test could tell. */
  leftOut: number;
  /** `where` is `FILE: TEXT → TEXT`, and `rule` the kind of change. */
  survivors: Said[];
}
