import { isDeepStrictEqual } from 'node:util';

type Pattern = Record<string, unknown>;

const isMap = (value: unknown): value is Pattern =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const holds = (list: unknown[], one: unknown) => list.some((each) => isDeepStrictEqual(each, one));

const but = 'anything-but';

/** What an `anything-but` leaves out, by its operator: exact values, or those of prefix, suffix or wildcard. */
function leftOut(matcher: unknown): [operator: string, values: unknown[]] | undefined {
  if (!isMap(matcher) || Object.keys(matcher).join() !== but) return undefined;
  const [[operator, values] = ['', matcher[but]], ...more] = isMap(matcher[but]) ? Object.entries(matcher[but]) : [];
  return more.length > 0 ? undefined : [operator, [values].flat()];
}

/** Does the first matcher take each value that the second one takes? Of what is left out, less takes more. */
function matchesAsMuch(now: unknown, before: unknown): boolean {
  if (isDeepStrictEqual(now, before)) return true;
  const [less, more] = [leftOut(now), leftOut(before)];
  return less !== undefined && less[0] === more?.[0] && less[1].every((value) => holds(more[1], value));
}

/** The branches of a `$or`, each with what holds beside it. A key in both is the branch's alone, which takes no less. */
function branchesOf({ $or: branches, ...beside }: Pattern): Pattern[] {
  if (!Array.isArray(branches)) return [beside];
  return branches.map((branch) => ({ ...beside, ...(isMap(branch) ? branch : {}) }));
}

/**
 * Does every event that the second pattern takes reach the first? A pattern takes an event where each of its keys has one of its
 * values, and one branch of its `$or` takes it (Amazon EventBridge User Guide, "Event patterns"): fewer keys, more values, more
 * branches and fewer exceptions take more. What is neither is another pattern.
 */
export function takesAsMuch(now: unknown, before: unknown): boolean {
  if (isDeepStrictEqual(now, before)) return true;
  if (Array.isArray(now) && Array.isArray(before))
    return before.every((value) => now.some((one) => matchesAsMuch(one, value)));
  if (!isMap(now) || !isMap(before)) return false;
  const { $or: branches, ...beside } = now;
  const { $or: _, ...stays } = before;
  return (
    Object.entries(beside).every(([key, value]) => key in stays && takesAsMuch(value, stays[key])) &&
    (branches === undefined ||
      branchesOf(before).every((each) => [branches].flat().some((branch) => takesAsMuch(branch, each))))
  );
}

const sessionsOf = (role: string) => `:assumed-role/${role}/*"`;

/** The pattern without exceptions for sessions of these roles, where other roles are excepted in the same words. */
export function withoutExceptions(pattern: unknown, roles: readonly string[], others: readonly string[]): unknown {
  const isOf = (value: unknown, all: unknown[]) => {
    const text = JSON.stringify(value);
    const role = roles.find((one) => text.includes(sessionsOf(one)));
    const alike = (other: string) => text.replace(sessionsOf(role as string), sessionsOf(other));
    return role !== undefined && others.some((other) => all.some((one) => JSON.stringify(one) === alike(other)));
  };
  if (Array.isArray(pattern)) return pattern.map((each) => withoutExceptions(each, roles, others));
  if (!isMap(pattern)) return pattern;
  const [operator, values] = leftOut(pattern) ?? [];
  if (operator === 'wildcard' && values) return { [but]: { wildcard: values.filter((value) => !isOf(value, values)) } };
  return Object.fromEntries(
    Object.entries(pattern).map(([key, value]) => [key, withoutExceptions(value, roles, others)]),
  );
}
