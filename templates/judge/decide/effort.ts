/** How much is compared, in statements: templates of anybody come to an end, and the same ones to the same end everywhere. */

let left = Number.POSITIVE_INFINITY;

class Spent extends Error {}

/** Limits what `work` compares. A repository's own proofs are never limited. */
export const spending = <T>(statements: number, work: () => T): T => {
  left = statements;
  try {
    return work();
  } finally {
    left = Number.POSITIVE_INFINITY;
  }
};

export const spend = (statements: number): void => {
  left -= statements;
  if (left < 0) throw new Spent();
};

/** What `look` finds; undefined where that would compare more than is allowed. */
export const affordable = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof Spent)) throw error;
    return undefined;
  }
};
