const without = (word: string, at: number) => word.slice(0, at) + word.slice(at + 1);

/** Is `typed` one slip away from `word`: a letter too many, too few, another, or two that changed places? */
export function isSlipOf(typed: string, word: string): boolean {
  if (typed === word || Math.abs(typed.length - word.length) > 1) return false;
  const at = [...typed].findIndex((letter, index) => letter !== word[index]);
  const from = at < 0 ? typed.length : at;
  const [left, right] = [typed.slice(from), word.slice(from)];
  const swapped = left.length > 1 && `${left[1]}${left[0]}${left.slice(2)}` === right;
  return swapped || without(left, 0) === right || left === without(right, 0) || without(left, 0) === without(right, 0);
}

/** Letters to change, add or take out (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [above, letter] of [...from].entries()) {
    const next = [above + 1];
    for (let at = 1; at <= to.length; at++) {
      const kept = (row[at - 1] as number) + (letter === to[at - 1] ? 0 : 1);
      next.push(Math.min(kept, (row[at] as number) + 1, (next[at - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}

/** Did who typed a key mean that one: but for case, a slip, two in a longer word, or its last letters? */
export function isMeant(typed: string, key: string): boolean {
  const [left, right] = [typed.toLowerCase(), key.toLowerCase()];
  if (left === right || isSlipOf(left, right)) return true;
  if (right.startsWith(left)) return left.length >= 0.6 * right.length;
  return right.length >= 8 && Math.abs(left.length - right.length) <= 2 && distance(left, right) <= 2;
}
