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
