import { isObject, type Json, type JsonObject, listOf } from '../assembly/json.ts';

/**
 * Would Amazon EventBridge send the event to a rule with this pattern? Amazon EventBridge User Guide, "Comparison
 * operators for use in event patterns". Throws on an operator that it does not know: a wrong yes or no would be worse.
 */
export function matches(pattern: Json, event: Json | undefined): boolean {
  if (!isObject(pattern)) throw new Error(`a pattern is an object, not ${JSON.stringify(pattern)}`);
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or') return listOf(wanted).some((alternative) => matches(alternative, event));
    const found = isObject(event) ? event[key] : undefined;
    if (Array.isArray(wanted)) return wanted.some((one) => leafMatches(one, found));
    // A list of objects matches where one of them matches as a whole.
    return Array.isArray(found) ? found.some((item) => matches(wanted, item)) : matches(wanted, found);
  });
}

/** A list in the event matches where one of its items does. */
function leafMatches(wanted: Json, found: Json | undefined): boolean {
  if (isObject(wanted) && 'exists' in wanted) {
    return (found !== undefined && !isObject(found)) === wanted.exists;
  }
  return listOf(found).some((item) => valueMatches(wanted, item));
}

function valueMatches(wanted: Json, found: Json): boolean {
  if (!isObject(wanted)) return wanted === found;
  const [[operator, operand] = ['', null], ...more] = Object.entries(wanted);
  if (more.length > 0) throw new Error(`one operator at a time: ${JSON.stringify(wanted)}`);
  return compare(operator, operand as Json, found);
}

function compare(operator: string, operand: Json, found: Json): boolean {
  switch (operator) {
    case 'prefix':
      return typeof found === 'string' && found.startsWith(text(operator, operand));
    case 'suffix':
      return typeof found === 'string' && found.endsWith(text(operator, operand));
    case 'wildcard':
      return typeof found === 'string' && wildcard(text(operator, operand)).test(found);
    case 'numeric':
      return typeof found === 'number' && inRange(operand, found);
    case 'anything-but':
      return !listOf(operand).some((one) => valueMatches(one, found));
    default:
      throw new Error(`no operator of this matcher: ${operator}`);
  }
}

function text(operator: string, operand: Json): string {
  if (typeof operand !== 'string') throw new Error(`${operator} takes a text, not ${JSON.stringify(operand)}`);
  return operand;
}

function wildcard(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );
}

const comparisons: Record<string, (found: number, bound: number) => boolean> = {
  '=': (found, bound) => found === bound,
  '>': (found, bound) => found > bound,
  '>=': (found, bound) => found >= bound,
  '<': (found, bound) => found < bound,
  '<=': (found, bound) => found <= bound,
};

function inRange(operand: Json, found: number): boolean {
  const parts = listOf(operand);
  return parts.every((part, index) => {
    if (index % 2 === 1) return true;
    const compareWith = comparisons[String(part)];
    const bound = parts[index + 1];
    if (!compareWith || typeof bound !== 'number')
      throw new Error(`no range: ${JSON.stringify(operand as JsonObject)}`);
    return compareWith(found, bound);
  });
}
