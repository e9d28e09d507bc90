import { isObject, type Json, listOf } from '../../judge/read/json.ts';

/**
 * Would Amazon EventBridge send the event to a rule with this pattern? Amazon EventBridge User Guide, "Comparison
 * operators for use in event patterns". Throws on an operator that it does not know: a wrong yes or no would be worse.
 */
export function matches(pattern: Json, event: Json | undefined): boolean {
  assertKnown(pattern);
  return objectMatches(pattern, event);
}

function assertKnown(pattern: Json): void {
  if (!isObject(pattern)) throw new Error(`a pattern is an object, not ${JSON.stringify(pattern)}`);
  for (const [key, wanted] of Object.entries(pattern)) {
    if (key === '$or' && Array.isArray(wanted)) wanted.forEach(assertKnown);
    else if (Array.isArray(wanted)) wanted.filter(isObject).forEach(assertOperator);
    else assertKnown(wanted);
  }
}

function assertOperator(wanted: Json): void {
  if (!isObject(wanted)) return;
  const [[operator, operand] = ['', null], ...more] = Object.entries(wanted);
  const known =
    (['prefix', 'suffix', 'wildcard'].includes(operator) && typeof operand === 'string') ||
    (operator === 'exists' && typeof operand === 'boolean') ||
    (operator === 'numeric' && isRange(listOf(operand as Json))) ||
    operator === 'anything-but';
  if (!known || more.length > 0) throw new Error(`no operator of this matcher: ${JSON.stringify(wanted)}`);
  if (operator === 'anything-but') alternatives(operand as Json).forEach(assertOperator);
}

/** What `anything-but` leaves out, one by one: below it, and only there, an operator may have a list of operands. */
function alternatives(operand: Json): Json[] {
  return listOf(operand).flatMap((each) => {
    if (!isObject(each)) return [each];
    return Object.entries(each).flatMap(([key, values]) => listOf(values).map((value): Json => ({ [key]: value })));
  });
}

function objectMatches(pattern: Json, event: Json | undefined): boolean {
  return Object.entries(pattern as object).every(([key, wanted]: [string, Json]) => {
    if (key === '$or') return listOf(wanted).some((alternative) => objectMatches(alternative, event));
    const found = isObject(event) ? event[key] : undefined;
    if (Array.isArray(wanted)) return wanted.some((one) => leafMatches(one, found));
    // A list of objects matches where one of them matches as a whole.
    return Array.isArray(found) ? found.some((item) => objectMatches(wanted, item)) : objectMatches(wanted, found);
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
  const [[operator, operand] = ['', null]] = Object.entries(wanted);
  const text = typeof found === 'string' ? found : undefined;
  switch (operator) {
    case 'prefix':
      return text?.startsWith(String(operand)) ?? false;
    case 'suffix':
      return text?.endsWith(String(operand)) ?? false;
    case 'wildcard':
      return text !== undefined && wildcard(String(operand)).test(text);
    case 'numeric':
      return typeof found === 'number' && inRange(listOf(operand as Json), found);
    default:
      return !alternatives(operand as Json).some((one) => valueMatches(one, found));
  }
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

const comparisons: Record<string, (found: number, bound: number) => boolean> = {
  '=': (found, bound) => found === bound,
  '>': (found, bound) => found > bound,
  '>=': (found, bound) => found >= bound,
  '<': (found, bound) => found < bound,
  '<=': (found, bound) => found <= bound,
};

function isRange(parts: Json[]): boolean {
  const fits = (part: Json, index: number) =>
    index % 2 === 0 ? String(part) in comparisons : typeof part === 'number' && Number.isFinite(part);
  return parts.length > 0 && parts.length % 2 === 0 && parts.every(fits);
}

function inRange(parts: Json[], found: number): boolean {
  return parts.every((part, index) => index % 2 === 1 || comparisons[String(part)]?.(found, Number(parts[index + 1])));
}
